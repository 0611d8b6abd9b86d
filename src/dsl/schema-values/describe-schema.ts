import { FLOAT32 } from '../../vocabulary/index.js';

/** The part of JSON Schema that the vocabulary uses; it can be described in messages. */
export interface ValueSchema {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly ValueSchema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  pattern?: string;
  items?: ValueSchema | readonly ValueSchema[];
  prefixItems?: readonly ValueSchema[];
  properties?: Readonly<Record<string, ValueSchema>>;
  required?: readonly string[];
  additionalProperties?: ValueSchema | boolean;
  minProperties?: number;
  propertyNames?: { pattern: string };
  default?: unknown;
  description?: string;
  advice?: string;
  /** Many arguments are of this kind: the published schema has one definition of it, of this name. */
  shared?: string;
  /** The word whose arguments it has: a layer that another is made of. */
  word?: string;
}

/** The branches of a union, flattened; any other schema is its own only branch. */
export function unionBranches(schema: ValueSchema): readonly ValueSchema[] {
  if (schema.enum) return schema.enum.map((value) => ({ const: value }));
  return schema.anyOf ? schema.anyOf.flatMap(unionBranches) : [schema];
}

/** The schemas of a tuple's items, by index. */
export function tupleItemSchemas(schema: ValueSchema): readonly ValueSchema[] | undefined {
  if (schema.prefixItems) return schema.prefixItems;
  return isList(schema.items) ? schema.items : undefined;
}

function isList(items: ValueSchema['items']): items is readonly ValueSchema[] {
  return Array.isArray(items);
}

/** The schema of a homogeneous list's items. */
export function listItemSchema(schema: ValueSchema): ValueSchema {
  return isList(schema.items) ? {} : (schema.items ?? {});
}

/** `a whole number of at least 1 or a list of 2 whole numbers` */
export function describeSchema(schema: ValueSchema): string {
  const all = unionBranches(schema);
  const words = all.filter((branch) => 'const' in branch).map((branch) => literal(branch.const));
  const others = all.filter((branch) => !('const' in branch)).map(describeBranch);
  const kinds = [...new Set([...others, ...words])];
  return kinds.length > 3 ? `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}` : kinds.join(' or ');
}

const literal = (value: unknown): string => (value === null ? 'null' : `\`${String(value)}\``);

function describeBranch(schema: ValueSchema): string {
  switch (schema.type) {
    case 'integer':
      return `a whole number${boundsText(schema)}`;
    case 'number':
      return `a number${boundsText(schema)}`;
    case 'string':
      return 'a text';
    case 'boolean':
      return '`true` or `false`';
    case 'null':
      return 'null';
    case 'object':
      return 'a map';
    case 'array':
      return describeList(schema);
    default:
      return 'a value';
  }
}

/** The maximum of every count; mentioned only where it is exceeded. */
export const MAX_COUNT = 2 ** 31 - 1;

/** ` from 0 to 1`, ` above 0`; empty for a number without bounds. */
function boundsText(schema: ValueSchema): string {
  const { exclusiveMaximum } = schema;
  // The bounds of float32 are not worth mentioning.
  const above0 = schema.minimum === FLOAT32.least;
  const minimum = above0 || schema.minimum === -FLOAT32.most ? undefined : schema.minimum;
  const exclusiveMinimum = above0 ? 0 : schema.exclusiveMinimum;
  const maximum =
    schema.maximum === FLOAT32.most || schema.maximum === MAX_COUNT ? undefined : schema.maximum;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const low =
    minimum !== undefined
      ? ` of at least ${minimum}`
      : exclusiveMinimum !== undefined
        ? ` above ${exclusiveMinimum}`
        : '';
  const high =
    maximum !== undefined
      ? `at most ${maximum}`
      : exclusiveMaximum !== undefined
        ? `below ${exclusiveMaximum}`
        : '';
  return low && high ? `${low} and ${high}` : high ? ` ${high.startsWith('at') ? 'of ' : ''}${high}` : low;
}

function describeList(schema: ValueSchema): string {
  const each = tupleItemSchemas(schema);
  if (each) {
    const kinds = [...new Set(each.map(describeSchema))];
    return `a list of ${each.length} ${kinds.length === 1 ? plural(kinds[0]!) : `values: ${kinds.join(', ')}`}`;
  }
  const { minItems, maxItems } = schema;
  const count =
    minItems !== undefined && minItems === maxItems
      ? `${minItems} `
      : minItems !== undefined && maxItems !== undefined
        ? `${minItems} to ${maxItems} `
        : minItems !== undefined && minItems > 1
          ? `at least ${minItems} `
          : '';
  const item = describeSchema(listItemSchema(schema));
  return `a list of ${count}${item === 'a value' ? 'values' : plural(item)}`;
}

/** `a whole number of at least 1` -> `whole numbers of at least 1` */
function plural(text: string): string {
  return text.replace(/^an? /, '').replace(/^(whole number|number|text|list|map|value)/, '$1s');
}
