/**
 * The TypeBox builders that the vocabulary uses, with the same signatures, types and schemas. TypeBox's own module is
 * hundreds of files and takes longer to load than a graph takes to check; importing only its types costs nothing.
 */
import type { Type as Builders } from 'typebox';

export type { Static, TObject, TSchema } from 'typebox';

type Options = Readonly<Record<string, unknown>>;
type Schema = Record<string, unknown>;

/** Schemas of optional properties. */
const optionalSchemas = new WeakSet<object>();

const typeBuilder =
  (type: string) =>
  (options: Options = {}): Schema => ({ type, ...options });

function objectSchema(properties: Record<string, Schema>, options: Options = {}): Schema {
  const required = Object.keys(properties).filter((name) => !optionalSchemas.has(properties[name]!));
  return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...options };
}

function optionalSchema(schema: Schema): Schema {
  const copy = { ...schema };
  optionalSchemas.add(copy);
  return copy;
}

const builders = {
  Array: (items: Schema, options: Options = {}) => ({ type: 'array', items, ...options }),
  Boolean: typeBuilder('boolean'),
  Integer: typeBuilder('integer'),
  Literal: (value: string | number | boolean, options: Options = {}) => ({
    type: typeof value,
    const: value,
    ...options,
  }),
  Null: typeBuilder('null'),
  Number: typeBuilder('number'),
  Object: objectSchema,
  Optional: optionalSchema,
  Partial: ({ properties }: { properties: Record<string, Schema> }, options: Options = {}) =>
    objectSchema(
      Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, optionalSchema(schema)])),
      options,
    ),
  Ref: ($ref: string, options: Options = {}) => ({ $ref, ...options }),
  String: typeBuilder('string'),
  Union: (anyOf: readonly Schema[], options: Options = {}) => ({ anyOf, ...options }),
  Unsafe: (schema: Schema) => schema,
};

export const Type = builders as unknown as Pick<typeof Builders, keyof typeof builders>;
