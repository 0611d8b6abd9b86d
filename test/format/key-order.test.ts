import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GRAPH_ORDER, type KeyOrder } from '../../src/format/key-order.js';
import { root } from '../support/build-dist.js';

interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  patternProperties?: Record<string, Schema>;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  then?: Schema;
  else?: Schema | boolean;
  items?: Schema | Schema[];
}

const schema = JSON.parse(readFileSync(join(root, 'schema/lagraph.schema.json'), 'utf8')) as Schema;

/** Keys of the use of a template, which stand first in every map. */
const OF_USES: ReadonlySet<string> = new Set(['use', 'with']);

/** A schema and all that it is made of. */
function* parts(of: Schema | boolean | undefined, seen = new Set<Schema>()): Generator<Schema> {
  if (typeof of !== 'object' || seen.has(of)) return;
  seen.add(of);
  yield of;
  if (of.$ref) yield* parts(schema.$defs![of.$ref.replace('#/$defs/', '')], seen);
  const { anyOf = [], oneOf = [], allOf = [] } = of;
  for (const inner of [...anyOf, ...oneOf, ...allOf, of.then, of.else]) yield* parts(inner, seen);
  // Items of a list have the order of the list.
  for (const inner of [of.items ?? []].flat()) yield* parts(inner, seen);
}

/** Keys of the schema, by the path of their map, that an order does not mention. */
function missing(order: KeyOrder, own: Schema | boolean | undefined, path: string): string[] {
  const all = [...parts(own)];
  const keys = all
    .flatMap(({ properties }) => Object.keys(properties ?? {}))
    .filter((key) => !OF_USES.has(key));
  const found =
    order.keys && !order.keys.includes('*')
      ? [...new Set(keys)].filter((key) => !order.keys!.includes(key)).map((key) => `${path}.${key}`)
      : [];
  const below = Object.entries(order.below ?? {}).flatMap(([key, inner]) => {
    if (key === 'layers' || key === 'residual' || key === 'nodes') return [];
    const values = all.flatMap(({ properties, additionalProperties, patternProperties }) =>
      key === '*'
        ? [additionalProperties, ...Object.values(patternProperties ?? {})]
        : [Object.hasOwn(properties ?? {}, key) ? properties![key] : undefined],
    );
    return values.flatMap((value) => missing(inner, value, `${path}.${key}`));
  });
  return [...found, ...below];
}

it('the order of keys has all keys of the schema', () => {
  expect([...new Set(missing(GRAPH_ORDER, schema, ''))]).toEqual([]);
});
