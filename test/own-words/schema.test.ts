/** Words of one's own in the schema for editors. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { schemaWithWords } from '../../src/dsl/index.js';
import { generatedFiles } from '../../src/dsl/generate/index.js';
import { loadWords } from '../../src/index.js';
import { root } from '../support/build-dist.js';

const read = (name: string) => readFileSync(join(root, 'examples/words', name), 'utf8');
const text = read('spirals.yaml');
const readPart = () => ({ text: read('my-words.mjs') });

type Change = (graph: Graph) => void;
interface Graph {
  words?: string[];
  data: Record<string, Record<string, unknown>>;
  networks: Record<string, { layers?: unknown[]; nodes?: Record<string, unknown> }>;
  plan: Record<string, Record<string, unknown>>;
}
const graph = (...changes: Change[]): unknown => {
  const made = parse(text) as Graph;
  for (const change of changes) change(made);
  return parse(stringify(made)) as unknown;
};
const layers =
  (...written: unknown[]): Change =>
  (made) =>
    (made.networks.which_arm!.layers = written);
const residual = (layer: unknown): Change => layers({ residual: [layer] }, { repeat: 2, layers: [layer] });
const optimizer =
  (written: unknown): Change =>
  (made) =>
    (made.plan.train!.optimizer = written);
const source =
  (written: Record<string, unknown>): Change =>
  (made) =>
    (made.data.spirals = written);
const node =
  (written: unknown): Change =>
  (made) =>
    (made.networks.which_arm = { input: [2], nodes: { a: written }, outputs: 'a' } as never);
const withoutWords: Change = (made) => delete made.words;
/** A graph of lagraph's words alone. */
const plain: Change[] = [
  withoutWords,
  layers('Flatten', { Dense: 2 }),
  optimizer('Adam'),
  source({ source: 'mnist' }),
];

const validator = (schema: unknown) => new Ajv({ strict: false }).compile(schema as object);
const published = validator(JSON.parse(generatedFiles()['schema/lagraph.schema.json']!));

describe('the published schema', () => {
  it.each<[string, Change[], boolean]>([
    ['a graph with words of its own', [], true],
    ['its layers in residual ones and loops', [residual({ SoftGate: 0.5 })], true],
    ['its layers among nodes', [node({ SoftGate: 0.5 })], true],
    ['a wrong argument of a known layer beside them', [layers({ Dense: { unit: 2 } })], false],
    ['the same graph without `words`', [withoutWords], false],
    ['a graph of known words', plain, true],
    [
      'parameters for words, and loops',
      [...plain, layers({ for: { n: [1] }, layers: [{ Dense: '${n}' }] })],
      true,
    ],
    ['an unknown layer', [...plain, layers('SoftGate')], false],
    ['an unknown layer with arguments', [...plain, layers({ SoftGate: 1 })], false],
    ['an unknown layer in residual ones', [...plain, residual({ SoftGate: 1 })], false],
    ['an unknown layer among nodes', [...plain, node({ SoftGate: 1 })], false],
    ['a known layer, a weight and an expression among nodes', [...plain, node({ Dense: 2, was: 'b' })], true],
    ['a weight among nodes', [...plain, node({ weights: [2], initializer: 'ones' })], true],
    ['an unknown optimizer', [...plain, optimizer({ SignMomentum: 0.1 })], false],
    ['an unknown optimizer as it is', [...plain, optimizer('SignMomentum')], false],
    ['an unknown source', [...plain, source({ source: 'spirals' })], false],
  ])('%s', (_, changes, accepted) => {
    expect(published(graph(...changes)), JSON.stringify(published.errors?.slice(0, 3))).toBe(accepted);
  });
});

describe('the schema of a graph', () => {
  let own: ReturnType<typeof validator>;
  let schema: { $defs: Record<string, { description?: string }> };
  beforeAll(async () => {
    await loadWords(text, { file: 'spirals.yaml', readPart, trust: () => true });
    schema = (await schemaWithWords(text, 'spirals.yaml', readPart)) as typeof schema;
    own = validator(schema);
  }, 300_000);

  it('has the arguments of its words, with what they do', () => {
    expect(schema.$defs.arguments_of_own_layer_SoftGate).toMatchObject({
      title: 'SoftGate',
      description: expect.stringContaining('bounded copy') as string,
      anyOf: [{ properties: { strength: { default: 1 } } }, {}, {}],
    });
  });

  it.each<[string, Change[], boolean]>([
    ['the graph', [], true],
    ['an argument by name', [layers({ SoftGate: { strength: 2 } })], true],
    ['a number for an argument that is out of range', [layers({ SoftGate: { strength: -1 } })], false],
    ['an argument that it has not', [layers({ SoftGate: { strenght: 1 } })], false],
    ['a word that is neither', [layers({ SoftGat: 1 })], false],
    ['an argument of an optimizer', [optimizer({ SignMomentum: { momentum: 0.5 } })], true],
    ['an argument that an optimizer has not', [optimizer({ SignMomentum: { moment: 0.5 } })], false],
    ['an argument that a source has not', [source({ source: 'spirals', example: 5 })], false],
  ])('%s', (_, changes, accepted) => {
    expect(own(graph(...changes)), JSON.stringify(own.errors?.slice(0, 3))).toBe(accepted);
  });
});
