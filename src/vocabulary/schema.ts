/**
 * TypeBox's builders, as far as words use them: the same calls, types and schemas. TypeBox's own module is hundreds of
 * files, which take longer to load than a graph takes to check; its types cost nothing.
 */
import type { Type as Builders } from 'typebox';

export type { Static, TObject, TSchema } from 'typebox';

type Options = Readonly<Record<string, unknown>>;
type Schema = Record<string, unknown>;

/** Schemas of properties that may be left out. */
const optional = new WeakSet<object>();

const of =
  (type: string) =>
  (options: Options = {}): Schema => ({ type, ...options });

function object(properties: Record<string, Schema>, options: Options = {}): Schema {
  const required = Object.keys(properties).filter((name) => !optional.has(properties[name]!));
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...options };
}

function leavable(schema: Schema): Schema {
  const copy = { ...schema };
  optional.add(copy);
  return copy;
}

const builders = {
  Array: (items: Schema, options: Options = {}) => ({ type: 'array', items, ...options }),
  Boolean: of('boolean'),
  Integer: of('integer'),
  Literal: (value: string | number | boolean, options: Options = {}) => ({
    type: typeof value,
    const: value,
    ...options,
  }),
  Null: of('null'),
  Number: of('number'),
  Object: object,
  Optional: leavable,
  Partial: ({ properties }: { properties: Record<string, Schema> }, options: Options = {}) =>
    object(
      Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, leavable(schema)])),
      options,
    ),
  Ref: ($ref: string, options: Options = {}) => ({ $ref, ...options }),
  String: of('string'),
  Union: (anyOf: readonly Schema[], options: Options = {}) => ({ anyOf, ...options }),
  Unsafe: (schema: Schema) => schema,
};

export const Type = builders as unknown as Pick<typeof Builders, keyof typeof builders>;
