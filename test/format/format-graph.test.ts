import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, withoutPlaces } from '../../src/compiler/index.js';
import { commentTokens, haveSameComments } from '../../src/format/comments.js';
import { formatGraph } from '../../src/format/index.js';
import { check } from '../../src/index.js';
import { root } from '../support/build-dist.js';
import { random } from '../support/seeded-random.js';
import { randomLayout, randomPart } from './random-layout.js';
import { rounds, roundsSeed, roundsTimeout } from '../support/rounds.js';

const graphsIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`);
const read = (file: string) => readFileSync(join(root, file), 'utf8');
/** Graphs that are held to their form. */
const kept = ['graphs', 'examples', 'bench/graphs'].flatMap(graphsIn);
const others = ['test/compiler/graphs', 'test/diagnostics/graphs', 'test/dsl/graphs'].flatMap(graphsIn);

const form = async (text: string) => (await formatGraph(text, 'graph.yaml')).text;
const changes = async (text: string) =>
  (await formatGraph(text, 'graph.yaml')).changes.map(({ line, message }) => `${line}: ${message}`);

/** What a graph means, without places. */
function meaning(text: string): string {
  const { program, diagnostics } = check(text);
  const found = diagnostics.map(({ code, message }) => `${code} ${message}`).sort();
  return canonicalJson([found, program ? withoutPlaces(program) : null]);
}

async function expectLaw(text: string): Promise<void> {
  const formatted = await formatGraph(text, 'graph.yaml');
  expect(formatted.diagnostics.map(({ message }) => message)).toEqual([]);
  const { text: once } = formatted;
  const comments = (of: string) => commentTokens(of).map(({ source }) => source.trimEnd());
  expect(meaning(once)).toBe(meaning(text));
  expect(comments(once.replaceAll('\r\n', '\n')).sort()).toEqual(
    comments(text.replaceAll('\r\n', '\n')).sort(),
  );
  expect(haveSameComments(text.replaceAll('\r\n', '\n'), once.replaceAll('\r\n', '\n'))).toBe(true);
  const twice = await formatGraph(once, 'graph.yaml');
  expect(twice.text).toBe(once);
  expect(twice.changes).toEqual([]);
  expect(formatted.changes.length > 0).toBe(once !== text);
}

describe('the form of a graph', () => {
  it.each(kept)('%s is in its form', async (file) => {
    expect(await formatGraph(read(file), file)).toMatchObject({
      text: read(file),
      changes: [],
      diagnostics: [],
    });
  });

  it.each(others.filter((file) => !file.endsWith('many-mistakes.yaml')))(
    '%s means the same in its form',
    async (file) => expectLaw(read(file)),
  );

  it(
    'means the same, has the same comments and is final, however a graph is written',
    async () => {
      const graphs = [...kept, ...others].filter((file) => !file.endsWith('many-mistakes.yaml')).map(read);
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(graphs.length - 1), async (seed, i) => {
          const { next } = random(seed);
          await expectLaw(randomLayout(randomPart(graphs[i]!, next), next));
        }),
        { numRuns: rounds(490), seed: roundsSeed(16) },
      );
    },
    roundsTimeout(120_000),
  );

  it(
    'of whole graphs as well',
    async () => {
      const graphs = kept.map(read);
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(graphs.length - 1), async (seed, i) => {
          await expectLaw(randomLayout(graphs[i]!, random(seed).next));
        }),
        { numRuns: rounds(10), seed: roundsSeed(17) },
      );
    },
    roundsTimeout(120_000),
  );

  it('orders sections and the keys of phases, with the comments that belong to them', async () => {
    const text = `# About this file.

# How it is trained.
plan:
  learn:
    # so often
    on: mnist # all of it
    # what moves
    train: net
    # at the end of learn
lagraph: 1

# What there is.
data:
  mnist: {source: mnist}
`;
    expect(await form(text)).toBe(`# About this file.

lagraph: 1

# What there is.
data:
  mnist: {source: mnist}

# How it is trained.
plan:
  learn:
    # what moves
    train: net
    # so often
    on: mnist # all of it
    # at the end of learn
`);
    expect(await changes(text)).toEqual([
      '9: `train` belongs before `on`',
      '11: `lagraph` belongs before `plan`',
      '14: `data` belongs before `plan`',
    ]);
  });

  it('never reorders what people named, lists, or arguments of words', async () => {
    const text = `lagraph: 1
networks:
  b: {input: [3], layers: [{Dense: {units: 3, activation: relu}}, {Dense: {activation: relu, units: 3}}]}
  a: {like: b}
plan:
  second: {train: b, wires: {z: b(x), a: z}, losses: {d: mean(z), c: mean(a)}}
  first: {train: a}
`;
    expect(await form(text)).toBe(text);
  });

  it('leaves a map with a key that it does not know', async () => {
    const text = `lagraph: 1\nplan:\n  p:\n    optimiser: Adam\n    on: mnist\n    train: net\n`;
    expect(await form(text)).toBe(text);
  });

  it('keeps an anchor before its aliases', async () => {
    const text = `lagraph: 1\nplan:\n  p:\n    validate: &set mnist\n    on: *set\n    train: net\n`;
    expect(await form(text)).toBe(text);
    const free = `lagraph: 1\nplan:\n  p:\n    validate: mnist\n    on: &set mnist\n    train: net\n  q:\n    <<: {extends: p}\n    on: *set\n`;
    expect(await form(free)).toBe(
      `lagraph: 1\nplan:\n  p:\n    train: net\n    on: &set mnist\n    validate: mnist\n  q:\n    <<: {extends: p}\n    on: *set\n`,
    );
  });

  it('writes braces and brackets that do not fit in 120 columns as blocks, and others as they are', async () => {
    const fits = `lagraph: 1\ndescription: a\nmodels: {${'a'.repeat(50)}: "f(x, y)", ${'b'.repeat(47)}: "f(x, y)"}\n`;
    expect(fits.split('\n')[2]).toHaveLength(120 + 11);
    expect(await form(fits)).toBe(
      `lagraph: 1\ndescription: a\nmodels:\n  ${'a'.repeat(50)}: f(x, y)\n  ${'b'.repeat(47)}: f(x, y)\n`,
    );
    const exact = fits.replace('b'.repeat(47), 'b'.repeat(36));
    expect(exact.split('\n')[2]).toHaveLength(120);
    expect(await form(exact)).toBe(exact);
    expect(await form(exact.replace('{', '{\n  '))).toBe(exact);
  });

  it('writes braces with comments inside as blocks', async () => {
    const text = `lagraph: 1
data: { # sets
  mnist: {source: mnist}, # digits
  # signs: {source: signs}
  } # for now
networks:
  n: {input: [3], layers: [
    Flatten, {Dense: 3}, # three
    ReLU
    ]}
`;
    expect(await form(text)).toBe(`lagraph: 1
data: # for now
  # sets
  mnist: {source: mnist} # digits
  # signs: {source: signs}
networks:
  n:
    input: [3]
    layers:
      - Flatten
      - {Dense: 3} # three
      - ReLU
`);
  });

  it('takes quotes from expressions in blocks, and from nothing else', async () => {
    const text = `lagraph: 1
description: "Digits, read (well)"
models:
  a: 'encoder -> decoder'
  b: "f(x, y) # no comment"
  c: "f(x, \${n})"
  d: {e: "f(x, y)"}
plan:
  p:
    loss: "mean_squared_error(x, f(x))"
    on: {data: mnist, epochs: "\${n}"}
evaluate:
  e:
    expect: "< 0.1"
`;
    expect(await form(text)).toBe(
      text
        .replace(`'encoder -> decoder'`, 'encoder -> decoder')
        .replace('"f(x, ${n})"', 'f(x, ${n})')
        .replace('"mean_squared_error(x, f(x))"', 'mean_squared_error(x, f(x))')
        .replace(/ {4}loss.*\n( {4}on.*\n)/, '$1    loss: mean_squared_error(x, f(x))\n'),
    );
  });

  it('keeps block scalars, long texts and line ends', async () => {
    const block = `lagraph: 1\ndescription: |+\n  - a # no comment\n\n    b: {c}\n\nseed: 3\n`;
    expect(await form(block)).toBe(block);
    const long = `lagraph: 1\ndescription: ${'word '.repeat(60)}end\nmodels:\n  m: ${'a + '.repeat(80)}b\n`;
    expect(await form(long)).toBe(long);
    const dos = 'seed: 3\r\nlagraph: 1\r\n';
    expect(await form(dos)).toBe('lagraph: 1\r\nseed: 3\r\n');
    expect(await changes('lagraph: 1\r\nseed: 3\n')).toEqual([
      '1: some lines end with CR LF, others with LF',
    ]);
    expect(await changes('\ufefflagraph: 1\n')).toEqual(['1: it begins with a byte order mark']);
  });

  it('says what is otherwise in its form', async () => {
    expect(await changes('lagraph: 1\nparams:  {a: 1 }\nseed: 1   \n')).toEqual([
      '2: in form: params: {a: 1}',
      '3: `seed` belongs before `params`',
    ]);
    expect(await changes('lagraph: 1\nmodels:\n    a: "f(x, y)"\n')).toEqual(['3: `a` needs no quotes here']);
    expect(await changes('lagraph: 1\n\n\n\nseed: 1\n')).toEqual(['3: a blank line or line break']);
  });

  it.each([
    ['a second document', 'lagraph: 1\n---\nlagraph: 1\n', 'several-documents', 11],
    ['a tab', 'lagraph: 1\nplan:\n\tp: 1\n', 'bad-indentation', 17],
    ['a key twice', 'lagraph: 1\nseed: 1\nseed: 2\n', 'duplicate-key', 19],
    ['an open bracket', 'lagraph: 1\nplan: {p: [1}\n', 'unclosed-bracket', 21],
    [
      'a comma in braces',
      'lagraph: 1\nplan: {p: {loss: mean(maximum(n, 1)), on: a}}\n',
      'unquoted-comma',
      28,
    ],
    ['nothing', '# only a comment\n', 'empty-graph', 0],
  ])('leaves a text with %s alone, and says where', async (_, text, code, start) => {
    const formatted = await formatGraph(text, 'graph.yaml');
    expect(formatted.text).toBe(text);
    expect(formatted.diagnostics[0]).toMatchObject({ code, severity: 'error', range: { start } });
  });

  it('leaves a graph alone whose comment would get lost', async () => {
    const text = 'lagraph: 1\nparams: {a: "x\n  y" # c\n  }\n';
    const formatted = await formatGraph(text, 'graph.yaml');
    expect(formatted).toMatchObject({
      text,
      changes: [],
      diagnostics: [{ code: 'not-formatted', severity: 'error' }],
    });
    expect(formatted.diagnostics[0]!.message).toContain('a comment would get lost or stand elsewhere');
  });
});
