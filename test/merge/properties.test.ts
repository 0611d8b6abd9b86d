import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers';
import { describe, expect, it } from 'vitest';
import { mergeGraphs } from '../../src/merge/index.js';
import { root } from '../support/build-dist.js';
import { random, type Random } from '../support/seeded-random.js';
import { DIGITS_GRAPH } from './digits-graph.js';
import { randomEdit, written } from './random-edits.js';
import { commentsOf, meaningOf, programOf } from './support.js';
import { rounds, roundsSeed } from '../support/rounds.js';

/** More pairs: LAGRAPH_TEST_ROUNDS=30 npx vitest run test/merge/properties.test.ts */
const PAIRS = rounds(60);
const FIRST = roundsSeed(0);

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const GRAPHS = [
  DIGITS_GRAPH,
  ...readdirSync(join(root, 'examples'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => read(join('examples', name))),
  read('bench/pipeline/signs-to-mnist.yaml'),
]
  .map(written)
  .filter((text) => programOf(text));

/** The text after random edits, one from each seed, as far as they leave it a valid graph. */
function edited(text: string, sources: readonly Random[]): string {
  return sources.reduce((current, source) => {
    for (let tries = 0; tries < 10; tries += 1) {
      let next: string;
      try {
        next = randomEdit(current, source);
      } catch {
        // The YAML library refuses to write some comments between brackets.
        continue;
      }
      if (next !== current && programOf(next)) return next;
    }
    return current;
  }, text);
}

/** Draws as another one does, up to a number of draws: the same kind of edit at the same place, with another outcome. */
function divergingAfter(draws: number, seed: number, own: number): Random {
  const [first, then] = [random(seed), random(own)];
  let left = draws;
  const current = () => (left-- > 0 ? first : then);
  return { ...then, next: () => current().next(), whole: (from, to) => current().whole(from, to) };
}

function pair(seed: number) {
  const source = random(seed);
  const seeds = (most: number) =>
    Array.from({ length: source.whole(1, most + 1) }, () => source.whole(1, 1 << 30));
  const graph = GRAPHS[source.whole(0, GRAPHS.length)]!;
  const base = edited(graph, seeds(3).slice(1).map(random));
  const ofA = seeds(5);
  const ofB = seeds(5).map((own, at) =>
    source.next() < 0.5 && ofA[at] !== undefined
      ? divergingAfter(source.whole(1, 4), ofA[at], own)
      : random(own),
  );
  return { base, a: edited(base, ofA.map(random)), b: edited(base, ofB) };
}

/** The comments of a list that are not in another, each as often as it is more often there. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((comment) => {
    const at = left.indexOf(comment);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Lets the runner of the tests talk to its process: pairs take long on a machine that is busy. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

describe('merging random edits', () => {
  it(
    `means the same both ways, is valid and keeps comments (${PAIRS} pairs)`,
    { timeout: 3_600_000 },
    async () => {
      let clean = 0;
      for (let seed = FIRST; seed < FIRST + PAIRS; seed += 1) {
        await breathe();
        const { base, a, b } = pair(seed);
        const [one, other] = [mergeGraphs(base, a, b), mergeGraphs(base, b, a)];
        const at = `pair ${seed}`;
        expect(one.clean, at).toBe(other.clean);
        if (!one.clean) {
          expect(one.text, at).toMatch(/^<<<<<<< /m);
          expect(one.conflicts.length + one.diagnostics.length, at).toBeGreaterThan(0);
          continue;
        }
        clean += 1;
        const meaning = meaningOf(one.text!);
        expect(meaning, at).toBeDefined();
        expect(meaningOf(other.text!), at).toEqual(meaning);
        const [before, inA, inB, after] = [base, a, b, one.text!].map(commentsOf) as [
          string[],
          string[],
          string[],
          string[],
        ];
        const kept = without(before, [...without(before, inA), ...without(before, inB)]);
        // Both may have added the same comment.
        const added = new Set([...without(inA, before), ...without(inB, before)]);
        expect(without([...kept], after), `${at}: comments of both`).toEqual([]);
        for (const comment of added) expect(after, at).toContain(comment);
      }
      expect(clean).toBeGreaterThan(PAIRS / 4);
    },
  );

  it('leaves everything else as ours has it', { timeout: 600_000 }, async () => {
    for (let seed = FIRST; seed < FIRST + PAIRS / 3; seed += 1) {
      await breathe();
      const { base: text, a } = pair(seed);
      const mark = (one: string, value: string) => one.replace(/^lagraph: 1$/m, `lagraph: 1 # ${value}`);
      if (!/^lagraph: 1$/m.test(text) || !/^lagraph: 1$/m.test(a) || a.includes('\r') || !a.endsWith('\n'))
        continue;
      expect(mergeGraphs(text, a, mark(text, 'theirs')).text, `pair ${seed}`).toBe(mark(a, 'theirs'));
      expect(mergeGraphs(text, mark(text, 'ours'), a).text, `pair ${seed}`).toBe(mark(a, 'ours'));
    }
  });
});
