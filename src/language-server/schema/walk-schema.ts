import type { YamlTree } from '../../dsl/index.js';
import { dereference, graphSchema, type JsonSchema } from './published-schema.js';

/**
 * The forms that a value may have, given what is written of it so far. Conditions that what is written does not decide
 * are taken both ways.
 */
export function formsOf(schema: JsonSchema, value: YamlTree | undefined, complete = false): JsonSchema[] {
  const whole = dereference(schema);
  const { title, description, default: byDefault } = whole;
  const inherit = (form: JsonSchema): JsonSchema => ({
    ...form,
    ...(form.title === undefined && title !== undefined ? { title } : {}),
    ...(form.description === undefined && description !== undefined ? { description } : {}),
    ...(form.default === undefined && byDefault !== undefined ? { default: byDefault } : {}),
  });
  const inner = (each: JsonSchema | undefined): JsonSchema[] =>
    each ? formsOf(each, value, complete).map(inherit) : [];
  if (whole.if) {
    const holds = conditionHolds(whole.if, value, complete);
    return [...(holds === false ? [] : inner(whole.then)), ...(holds === true ? [] : inner(whole.else))];
  }
  return whole.anyOf ? whole.anyOf.flatMap(inner) : [whole];
}

/** Whether a condition holds; undefined if more could be written that decides it. */
function conditionHolds(
  condition: JsonSchema,
  value: YamlTree | undefined,
  complete: boolean,
): boolean | undefined {
  if (!value || value.kind === 'broken') return undefined;
  const open = complete ? false : undefined;
  if (value.kind !== 'map') {
    if (condition.type === 'array') return value.kind === 'list' ? true : open;
    if (condition.type === 'string') return typeof value.value === 'string' ? true : open;
    return value.kind === 'list' ? false : open;
  }
  if (condition.type === 'array' || condition.type === 'string') return false;
  const written = new Map(value.value.map((entry) => [entry.key, entry.value]));
  for (const key of condition.required ?? []) if (!written.has(key)) return open;
  for (const [key, { const: wanted }] of Object.entries(condition.properties ?? {})) {
    const given = written.get(key);
    if (wanted !== undefined && given?.kind === 'scalar' && given.value !== wanted) return false;
  }
  return true;
}

/** Forms of a map that allow the keys that are written; all of them if none does. */
export function mapForms(
  schemas: readonly JsonSchema[],
  value: YamlTree | undefined,
  except?: string,
): JsonSchema[] {
  const maps = schemas
    .flatMap((schema) => formsOf(schema, value))
    .filter(({ type, properties, additionalProperties }) =>
      type === 'object' || properties !== undefined || typeof additionalProperties === 'object',
    );
  const keys = value?.kind === 'map' ? value.value.map(({ key }) => key).filter((key) => key !== except) : [];
  const fitting = maps.filter(({ properties, additionalProperties }) =>
    keys.every(
      (key) => typeof additionalProperties === 'object' || Object.hasOwn(properties ?? {}, key),
    ),
  );
  return fitting.length > 0 ? fitting : maps;
}

/** One step down: a key of a map, or an item of a list. */
export function childSchemas(
  schemas: readonly JsonSchema[],
  value: YamlTree | undefined,
  step: string | number,
): JsonSchema[] {
  if (typeof step === 'number') {
    return schemas
      .flatMap((schema) => formsOf(schema, value))
      .flatMap(({ items }) => (items ? [items] : []));
  }
  return mapForms(schemas, value, step).flatMap(({ properties, additionalProperties }) => {
    if (properties && Object.hasOwn(properties, step)) return [properties[step]!];
    return typeof additionalProperties === 'object' ? [additionalProperties] : [];
  });
}

/**
 * The schemas of the value at a path.
 *
 * @param containers the values along the path: the graph itself first, one for each step
 */
export function schemasAt(
  path: readonly (string | number)[],
  containers: readonly (YamlTree | undefined)[],
): JsonSchema[] {
  return path.reduce<JsonSchema[]>((schemas, step, i) => childSchemas(schemas, containers[i], step), [graphSchema()]);
}
