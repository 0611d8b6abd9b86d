/** Equal fingerprints, parents and data: equal bytes, of random graphs that differ in how they are written or in one thing. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { check } from '../../../src/index.js';
import { tfjsEngine } from '../../../src/runtime/engines/index.js';
import { random } from '../../support/seeded-random.js';
import { trainInMemory, type TrainedPhase } from '../../support/train-in-memory.js';
import { temporary } from '../../vocabulary/sources/support.js';
import { writeExamples } from './graph.js';
import { changedMeaning, randomMeaning, renamedMeaning, written } from './random-graphs.js';
import { rounds, roundsSeed } from '../../support/rounds.js';

const folder = temporary();

beforeAll(async () => {
  await writeExamples(folder());
});

const engine = tfjsEngine();

/** The phases of a graph after training; none if it is not valid, as a random one may be. */
async function trained(text: string): Promise<TrainedPhase[]> {
  const { program } = check(text);
  if (!program) return [];
  return trainInMemory(program, folder(), engine);
}

const RUNS = rounds(25);

it('equal keys give equal bytes', { timeout: 1000 * RUNS + 20_000 }, async () => {
  const seen = { valid: 0, same: 0, kept: 0, different: 0 };
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const next = random(seed);
      const meaning = randomMeaning(next);
      const one = await trained(written(meaning, next));
      const kind = next.whole(0, 4);
      const other =
        kind === 0 ? meaning : kind === 1 ? renamedMeaning(meaning, next) : changedMeaning(meaning, next);
      const two = await trained(written(other, next));
      if (one.length === 0 || two.length === 0) return;
      seen.valid += 1;
      one.forEach((before, at) => {
        const after = two[at]!;
        if (before.key !== after.key) {
          seen.different += 1;
          return;
        }
        seen[kind === 0 ? 'same' : 'kept'] += 1;
        expect(after.bytes).toEqual(before.bytes);
      });
    }),
    { numRuns: RUNS, seed: roundsSeed(1) },
  );
  // A test of nothing would pass as well.
  expect(seen.valid).toBeGreaterThan(RUNS * 0.5);
  expect(seen.same).toBeGreaterThan(0);
  expect(seen.kept).toBeGreaterThan(0);
});
