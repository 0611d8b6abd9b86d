/** Graphs with random damage: for any text there is a valid program or an error that explains why there is none. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { verifyProgram } from '../../src/compiler/index.js';
import { diagnosticCatalog, renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';
import { root } from '../support/build-dist.js';
import { readPart } from '../support/read-parts.js';

const texts = [
  'bench/pipeline/signs-to-mnist.yaml',
  'examples/linker.yaml',
  'test/compiler/graphs/chains.yaml',
  'test/compiler/graphs/nodes.yaml',
  'test/compiler/graphs/adversarial.yaml',
  'test/compiler/graphs/link.yaml',
].map((path) => readFileSync(join(root, path), 'utf8'));

/** @param part in place of the graph that one of them imports */
function holds(text: string, part?: string): void {
  const { diagnostics, sources, program } = check(text, {
    file: 'examples/g.yaml',
    readPart: (file) => (part === undefined ? readPart(file) : { text: part }),
  });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (program === undefined && errors.length === 0)
    throw new Error('there is no program, and no error says why');
  if (program !== undefined) {
    expect(errors).toEqual([]);
    expect(verifyProgram(program)).toEqual([]);
  }
  for (const { code, message, range } of diagnostics) {
    expect(diagnosticCatalog).toHaveProperty([code]);
    expect(message).not.toMatch(/undefined|NaN|\[object/);
    if (!range) continue;
    expect(range.start).toBeGreaterThanOrEqual(0);
    expect(range.end).toBeGreaterThanOrEqual(range.start);
    expect(range.end).toBeLessThanOrEqual(sources.get(range.file)!.length);
  }
  expect(renderText(diagnostics, sources).length).toBeGreaterThanOrEqual(diagnostics.length);
}

const text = fc.constantFrom(...texts);

describe('a damaged graph', () => {
  it('with characters or lines taken out or put in', () => {
    const damage = fc.oneof(
      fc.record({
        at: fc.nat(),
        take: fc.integer({ min: 0, max: 12 }),
        put: fc.string({ unit: fc.constantFrom(...'ab1.,:()[]{}+-*/=>"\n $#&|'), maxLength: 3 }),
      }),
    );
    fc.assert(
      fc.property(text, fc.array(damage, { minLength: 1, maxLength: 2 }), (whole, damages) => {
        let damaged = whole;
        for (const { at, take, put } of damages) {
          const start = at % damaged.length;
          damaged = damaged.slice(0, start) + put + damaged.slice(start + take);
        }
        holds(damaged);
      }),
      { numRuns: 200 },
    );
  });

  it('that is the part of another', () => {
    const importer = `lagraph: 1
imports: {p: p.yaml, q: {from: p.yaml, with: {width: 3}}}
data: {mnist: {source: mnist}}
networks: {own: {like: p.encoder}}
plan: {tune: {extends: q.read, train: own, loss: mean(own(image))}}
evaluate: {e: {on: p.mnist.test, measure: mean(p.reader(image)) + mean(own(image))}}
report: [{curves: [p.read, tune]}]
`;
    const sign = fc.string({ unit: fc.constantFrom(...'ab1.,:()[]{}+-*/=>"\n $#&|'), maxLength: 3 });
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 0, max: 30 }), sign, (whole, at, take, put) => {
        const start = at % whole.length;
        holds(importer, whole.slice(0, start) + put + whole.slice(start + take));
      }),
      { numRuns: 100 },
    );
  });

  /** Values that a user might write in the wrong place. */
  const wrong = [
    null,
    true,
    0,
    -1,
    3,
    0.5,
    1e9,
    '',
    'image',
    'label',
    'encoder',
    'body',
    'mean(image)',
    'a -> b',
    'x y',
    '>= 1',
    [],
    [1],
    ['image'],
    [28, 28, 1],
    {},
    { a: 1 },
    { Dense: 3 },
    { data: 'digits' },
    { network: 'body', until: 'x' },
  ];

  function places(document: Document): { value: Node; set(value: unknown): void; remove(): void }[] {
    const found: ReturnType<typeof places> = [];
    visit(document, (key, node, path) => {
      if (!isScalar(node) && !isMap(node) && !isSeq(node)) return;
      const parent = path.at(-1);
      if (isPair(parent) && key === 'value') {
        const map = path.at(-2);
        found.push({
          value: node,
          set: (value) => void ((parent as Pair).value = document.createNode(value)),
          remove: () =>
            void (isMap(map) && map.items.splice(map.items.indexOf(parent as Pair<never, never>), 1)),
        });
      } else if (isSeq(parent) && typeof key === 'number') {
        found.push({
          value: node,
          set: (value) => void (parent.items[key] = document.createNode(value)),
          remove: () => void parent.items.splice(key, 1),
        });
      }
    });
    return found;
  }

  it('with another value somewhere, or one less', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.constantFrom('remove' as const, ...wrong), (whole, pick, value) => {
        const document = parseDocument(whole);
        const all = places(document);
        const place = all[pick % all.length]!;
        if (value === 'remove') place.remove();
        else place.set(value);
        holds(document.toString());
      }),
      { numRuns: 200 },
    );
  });

  it('with a value from somewhere else in the graph', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (whole, from, to) => {
        const document = parseDocument(whole);
        const all = places(document);
        all[to % all.length]!.set(all[from % all.length]!.value.toJSON());
        holds(document.toString());
      }),
      { numRuns: 200 },
    );
  });

  it('with one name in place of another', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (whole, from, to) => {
        const names = [...whole.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)];
        const [one, other] = [names[from % names.length]!, names[to % names.length]!];
        holds(whole.slice(0, other.index) + one[0] + whole.slice(other.index + other[0].length));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a slip of the finger', () => {
  /** Words of a graph, without comments and descriptions. */
  const wordsOf = (whole: string) => {
    const code = whole.replace(/#.*|^(description|name): .*|help: [^}]*/gm, (aside) =>
      ' '.repeat(aside.length),
    );
    return [...code.matchAll(/[A-Za-z_][A-Za-z0-9_]{2,}/g)];
  };

  it('is told of at its place, or where the word is used that it took away', () => {
    fc.assert(
      fc.property(text, fc.nat(), (whole, pick) => {
        const words = wordsOf(whole);
        const { 0: word, index } = words[pick % words.length]!;
        const slip = `${word.slice(0, -2)}${word.at(-1)}${word.at(-2)}`;
        const damaged = whole.slice(0, index) + slip + whole.slice(index + word.length);
        for (const { code, severity, range } of check(damaged).diagnostics) {
          if (severity === 'warning') continue;
          const { start, end } = range!;
          const isThere = start < index + word.length && end > index;
          // A data set without a split means its split `train`.
          const isUse = damaged.slice(start, end).includes(word) || code === 'unknown-split';
          expect(`${code}: ${isThere || isUse ? 'well placed' : damaged.slice(start, end)}`).toBe(
            `${code}: well placed`,
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});
