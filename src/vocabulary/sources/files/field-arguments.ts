/** What a graph says of a field that comes from a file, whatever the format. */
import { Type, type Static, type TSchema } from '../../typebox-builders.js';

/** Keys of a field that every format has. */
export const fieldKeys = {
  shape: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 1_048_576 }), {
      description:
        'Shape of one example: `[28, 28, 1]` of a picture, channels last. The file must hold as many numbers for each.',
    }),
  ),
  classes: Type.Optional(
    Type.Union(
      [
        Type.Integer({ minimum: 2, maximum: 100_000 }),
        Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]), { minItems: 2 }),
      ],
      {
        description:
          'Makes the field a label: the names of the classes in their order, as they stand in the file; a number for 0, 1 and so on.',
      },
    ),
  ),
  range: Type.Optional(
    Type.Array(Type.Number(), {
      minItems: 2,
      maxItems: 2,
      description: 'The numbers of the file that become 0 and 1: `[0, 255]` of bytes.',
    }),
  ),
  type: Type.Optional(
    Type.Union([Type.Literal('float32'), Type.Literal('int32')], {
      description: '`int32` for whole numbers that are indices, as of an Embedding. By default float32.',
    }),
  ),
  missing: Type.Optional(
    Type.Union([Type.Literal('skip'), Type.Number()], {
      description:
        'What stands in for a value that is missing: a number; or `skip`, which leaves out the whole example. Without it a missing value is an error.',
    }),
  ),
};

export type FieldArguments = Static<ReturnType<typeof Type.Object<typeof fieldKeys>>>;

/** A map of names that expressions can be written with. */
export const recordOf = <T>(item: TSchema, description: string) =>
  Type.Unsafe<Record<string, T>>({
    type: 'object',
    minProperties: 1,
    propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]{0,99}$' },
    additionalProperties: item,
    description,
  });

const filePath = 'in the data directory, or relative to the graph';

/** Where a source's file is: one for all, or one for each split. */
export const pathArguments = (what: string) => ({
  path: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
    default: null,
    description: `The ${what}: ${filePath}.`,
  }),
  splits: Type.Union(
    [recordOf<string>(Type.String({ minLength: 1 }), 'A file for each split.'), Type.Null()],
    { default: null, description: `Instead of \`path\`, a ${what} for each split: ${filePath}.` },
  ),
});
