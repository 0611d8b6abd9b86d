/** The type of a value in a few words, from its schema. */
import { code } from './markdown.mjs';

export function kindOf(schema) {
  if ('const' in schema) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(' or ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(kindOf))].join(' or ');
  switch (schema.type) {
    case 'array':
      return listOf(schema);
    case 'object':
      return mapOf(schema);
    case 'integer':
      return `whole number${bounds(schema)}`;
    case 'number':
      return `number${bounds(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'null':
      return '`null`';
    default:
      return 'any value';
  }
}

function mapOf({ patternProperties, additionalProperties, properties }) {
  const each = patternProperties ? Object.values(patternProperties)[0] : additionalProperties;
  if (each) return `names, each with a ${kindOf(each)}`;
  return properties ? `map of ${Object.keys(properties).map(code).join(' and ')}` : 'a name with arguments';
}

function listOf({ items, minItems, maxItems }) {
  const each = Array.isArray(items) ? [...new Set(items.map(kindOf))].join(' or ') : kindOf(items ?? {});
  const count = minItems !== undefined && minItems === maxItems ? `list of ${minItems}` : 'list';
  return each === 'any value' ? count : `${count} (each ${each})`;
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }) {
  const parts = [
    // The limits of float32 and of safe integers are not worth a mention.
    minimum !== undefined &&
      minimum > -3e38 &&
      (minimum > 0 && minimum < 1e-37 ? 'above 0' : `${minimum} or more`),
    exclusiveMinimum !== undefined && `above ${exclusiveMinimum}`,
    maximum !== undefined && maximum < 2 ** 31 - 1 && `${maximum} or less`,
    exclusiveMaximum !== undefined && `below ${exclusiveMaximum}`,
  ].filter(Boolean);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
