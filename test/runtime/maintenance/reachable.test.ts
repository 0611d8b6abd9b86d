import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachableFrom } from '../../../src/runtime/maintenance/reachable.js';
import { factsOf, neededBy, storeModels } from './random-store.js';

const sorted = (ids: Iterable<string>): string[] => [...ids].sort();

describe('what runs reach', () => {
  it('is what they need, of any store', () => {
    fc.assert(
      fc.property(storeModels, (model) => {
        const { runs, facts } = factsOf(model);
        const reached = reachableFrom(runs, facts);
        const needed = neededBy(model);
        expect(sorted(reached.artifacts)).toEqual(sorted(needed.artifacts));
        expect(sorted(reached.checkpoints)).toEqual(sorted(needed.checkpoints));
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  it('is the same again when the rest is gone', () => {
    fc.assert(
      fc.property(storeModels, (model) => {
        const { runs, facts } = factsOf(model);
        const reached = reachableFrom(runs, facts);
        const left = {
          ...facts,
          artifacts: facts.artifacts.filter(({ id }) => reached.artifacts.has(id)),
          checkpoints: facts.checkpoints.filter((id) => reached.checkpoints.has(id)),
        };
        expect(reachableFrom(runs, left)).toEqual(reached);
      }),
      { numRuns: 1000, seed: 4 },
    );
  });

  it('is more with every further run, and with a run that lives', () => {
    fc.assert(
      fc.property(storeModels, (model) => {
        const { runs, facts } = factsOf(model);
        const reached = reachableFrom(runs, facts);
        const fewer = reachableFrom(runs.slice(1), facts);
        const living = reachableFrom(
          runs.map((run) => ({ ...run, isLiving: true })),
          facts,
        );
        for (const id of fewer.artifacts) expect(reached.artifacts.has(id)).toBe(true);
        for (const id of reached.artifacts) expect(living.artifacts.has(id)).toBe(true);
      }),
      { numRuns: 1000, seed: 5 },
    );
  });

  it('is what older runs name as well, whose values say otherwise what they were made of', () => {
    const key = 'a'.repeat(64);
    const older = { isCurrent: false, parents: [], sources: [], networks: [] };
    const facts = {
      artifacts: [
        { id: key, described: { kind: 'phase' as const, ...older } },
        { id: 'b'.repeat(64), described: { kind: 'wires' as const, ...older } },
        { id: 'c'.repeat(64), described: { kind: 'phase' as const, ...older } },
      ],
      checkpoints: [key, 'd'.repeat(64)],
      locks: [],
    };
    const run = { run: 'r', isLiving: false, format: 4, evaluations: [], weights: [], sources: [] };
    const reached = reachableFrom([{ ...run, phases: [{ key, artifact: key }] }], facts);
    expect([...reached.artifacts]).toEqual([key, 'b'.repeat(64)]);
    expect([...reached.checkpoints]).toEqual([key]);
  });
});
