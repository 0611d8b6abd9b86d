/** What a diff says holds: of random graphs, written in many ways and edited. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson, type Program } from '../../src/compiler/index.js';
import { diff, renderDiffText } from '../../src/diff/index.js';
import { check } from '../../src/index.js';
import {
  changedMeaning,
  randomMeaning,
  renamedMeaning,
  written,
} from '../compiler/fingerprint/random-graphs.js';
import { random } from '../support/seeded-random.js';

/** Everything that a user could see of a program: keys, names, and what has no key. */
function keysOf(program: Program) {
  const bare = (value: unknown): unknown =>
    JSON.parse(canonicalJson(value), (key, inner: unknown) => (key === 'range' ? undefined : inner));
  return {
    weights: program.phases.map(({ name, fingerprint }) => [name, fingerprint.weights, fingerprint.parents]),
    figures: program.phases.map(({ fingerprint }) => fingerprint.figures),
    names: [program.networks, program.models, program.datasets, program.evaluations, program.params].map(
      (all) => all.map(({ name }) => name).sort(),
    ),
    sources: program.datasets
      .map(({ name, steps }) => [name, steps.filter(({ step }) => step === 'source')])
      .sort(),
    evaluations: bare(program.evaluations),
    reports: bare(program.reports),
  };
}

const RUNS = 60;

it('nothing is to train if and only if no key of weights is new; no difference means that no key has changed', () => {
  const seen = { valid: 0, same: 0, trained: 0, renamed: 0 };
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const next = random(seed);
      const meaning = randomMeaning(next);
      const kind = next.whole(0, 4);
      const first = written(meaning, next);
      const second = [
        () => `# The same.\n${first}`,
        () => written(meaning, next),
        () => written(changedMeaning(meaning, next), next),
        () => written(renamedMeaning(meaning, next), next),
      ][kind]!();
      const [a, b] = [check(first).program, check(second).program];
      // A random graph may be wrong.
      if (!a || !b) return;
      const found = diff(a, b);
      const text = renderDiffText(found);
      const shown = `${first}\n----\n${second}\n----\n${text}`;
      const known = new Set(a.phases.map(({ fingerprint }) => fingerprint.weights));
      const fresh = b.phases.filter(({ fingerprint }) => !known.has(fingerprint.weights));
      const trained = found.cost.filter(({ status }) => status === 'train' || status === 'continues');
      expect(
        trained.map(({ phase }) => phase),
        shown,
      ).toEqual(fresh.map(({ name }) => name));
      const keysAreEqual = canonicalJson(keysOf(a)) === canonicalJson(keysOf(b));
      expect(found.same, shown).toBe(keysAreEqual);
      if (kind === 0) expect(found.same).toBe(true);
      if (found.same) expect(text).toBe('no difference in meaning\n');
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
      seen.valid += 1;
      seen.same += Number(found.same);
      seen.trained += Number(trained.length > 0);
      seen.renamed += Number(found.entries.some((entry) => entry.kind === 'renamed'));
    }),
    { numRuns: RUNS, seed: 16 },
  );
  // A test of nothing would pass as well.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
});
