import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generatedFiles } from '../../src/dsl/generate/index.js';
import { faults, good } from './read-graph.js';

const root = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const graphs = ['examples', 'graphs', 'graphs/parts', 'graphs/zoo', 'graphs/zoo/parts'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);
const made = generatedFiles();
const schema = new Ajv({ strict: false }).compile(JSON.parse(made['schema/lagraph.schema.json']!) as object);

/** A Document without source ranges. */
const meaning = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) =>
      [
        'range',
        'keyRange',
        'nameRange',
        'memberRange',
        'origin',
        'text',
        'quoted',
        'via',
        'arrow',
        'prefix',
      ].includes(key) && typeof part !== 'string'
        ? undefined
        : key === 'origin'
          ? undefined
          : part,
    ),
  );

describe.each(graphs)('%s', (path) => {
  const document = good(read(path), [], undefined, path);

  it('means the same when it is read again as resolved', () => {
    const again = good(JSON.stringify(document.resolved));
    expect(again.resolved).toEqual(document.resolved);
    for (const key of ['data', 'networks', 'models', 'plan', 'evaluate', 'report', 'seed', 'name'] as const) {
      expect(meaning(again[key])).toEqual(meaning(document[key]));
    }
  });

  it('fits the published schema, as written and as resolved', () => {
    expect(schema(parse(read(path))) || schema.errors).toBe(true);
    expect(schema(document.resolved) || schema.errors).toBe(true);
  });
});

describe('the published schema', () => {
  it.each([
    ['a misspelt layer', 'Flatten', 'Flaten'],
    ['a misspelt argument', 'units: 32', 'unit: 32'],
    ['a wrong choice', 'padding: same', 'padding: sane'],
    ['a misspelt key', 'batch_size: 64', 'batchsize: 64'],
  ])('refuses %s', (_, right, wrong) => {
    const text = read('examples/classifier.yaml');
    expect(text).toContain(right);
    expect(schema(parse(text.replace(right, wrong)))).toBe(false);
  });
});

describe.each(Object.entries(made))('%s', (path, text) => {
  it('is fresh (npm run generate)', () => {
    expect(read(path) === text).toBe(true);
  });
});

describe('large graphs', () => {
  const chain = (layers: number, more: string) =>
    `lagraph: 1\nnetworks:\n  n:\n    input: [4]\n    layers:\n${'      - Dense: 4\n'.repeat(layers)}${more}`;

  it('are read without overflow', () => {
    const { networks } = good(chain(20_000, ''));
    expect(networks[0]!.body).toMatchObject({ kind: 'chain' });
    expect(networks[0]!.body.kind === 'chain' && networks[0]!.body.nodes.length).toBe(20_000);
  });

  it('may come from loops, within limits', () => {
    const loop = (times: number) => chain(0, `      - repeat: ${times}\n        layers: [ReLU]\n`);
    const { body } = good(loop(2000)).networks[0]!;
    expect(body.kind === 'chain' && body.nodes.length).toBe(2000);
    expect(faults(loop(1e5).replace('layers: [ReLU]', 'layers: [{repeat: 1000, layers: [ReLU]}]'))).toEqual([
      'out-of-range "repeat"',
    ]);
  });
});

describe('titles of the published schema', () => {
  const published = JSON.parse(made['schema/lagraph.schema.json']!) as Part;
  interface Part {
    $ref?: string;
    title?: string;
    description?: string;
    properties?: Record<string, Part>;
    $defs?: Record<string, Part>;
    anyOf?: Part[];
  }
  const parts = (part: unknown, path = '#'): [path: string, part: Part][] =>
    typeof part !== 'object' || part === null
      ? []
      : [
          [path, part as Part],
          ...Object.entries(part).flatMap(([key, value]) => parts(value, `${path}/${key}`)),
        ];
  const all = parts(published);
  const say = ({ title = '', description = '' }: Part) => title.trim() !== '' && description.trim() !== '';

  it('stand with a description at the graph and at each definition', () => {
    const silent = Object.entries({ graph: published, ...published.$defs }).filter(([, part]) => !say(part));
    expect(silent.map(([name]) => name)).toEqual(['reference']);
  });

  it('are those of one definition each', () => {
    const titles = Object.values(published.$defs!).map(({ title }) => title);
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([]);
  });

  it('stand at each key, and at each of several kinds of values', () => {
    const properties = all.flatMap(([path, { properties = {} }]) =>
      /\/(if|properties)$/.test(path)
        ? []
        : Object.entries(properties).map(([key, part]) => [`${path} ${key}`, part] as const),
    );
    const choices = all.flatMap(([path, { anyOf = [] }]) =>
      anyOf.map((part, at) => [`${path} ${at}`, part] as const),
    );
    expect(properties.length).toBeGreaterThan(300);
    const untitled = [...properties, ...choices].filter(([, part]) => !part.$ref && !part.title);
    expect(untitled.map(([place]) => place)).toEqual([]);
    for (const [place, { anyOf = [] }] of all) {
      const titles = anyOf.map(({ title, $ref }) => title ?? $ref);
      expect(new Set(titles).size, place).toBe(titles.length);
    }
  });

  it('lets a phase that extends another have losses of its own', () => {
    const plan = {
      a: { extends: 'b', losses: { x: 'y' } },
      c: { extends: 'b', updates: [{ train: 'n', loss: 'x' }] },
    };
    expect(schema({ lagraph: 1, plan }) || schema.errors).toBe(true);
  });
});
