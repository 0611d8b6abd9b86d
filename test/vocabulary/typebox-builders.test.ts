/** The schema builders return the same schemas as TypeBox. */
import * as typebox from 'typebox';
import { describe, expect, it } from 'vitest';
import { Type } from '../../src/vocabulary/typebox-builders.js';

const plain = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema));

const schemas = (make: Pick<typeof typebox.Type, keyof typeof Type>): Record<string, unknown> => {
  const size = make.Integer({ minimum: 1, default: 2, description: 'How many.' });
  const args = make.Object(
    { size, name: make.String(), share: make.Optional(make.Number({ exclusiveMinimum: 0 })) },
    { additionalProperties: false },
  );
  return {
    size,
    args,
    none: make.Object({}, { additionalProperties: false }),
    partial: make.Partial(args, { additionalProperties: false }),
    choice: make.Union([make.Literal('a'), make.Literal(-1), make.Literal(true)], { default: 'a' }),
    list: make.Array(make.Boolean(), { minItems: 2, maxItems: 2 }),
    bound: make.Union([make.Number(), make.Null()], { default: null }),
    ref: make.Ref('other'),
    unsafe: make.Unsafe<'a'>(make.String({ pattern: '^a$' })),
  };
};

describe('the builders of schemas', () => {
  const ours = schemas(Type);
  const theirs = schemas(typebox.Type);

  it.each(Object.keys(ours))('%s', (name) => {
    expect(plain(ours[name])).toEqual(plain(theirs[name]));
  });
});
