import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faults, good } from './read-graph.js';

const graph = (...lines: string[]) => ['lagraph: 1', 'name: g', ...lines, ''].join('\n');
const seedsOf = (text: string, overrides: string[] = []) => good(text, overrides).seeds;

describe('seeds', () => {
  it('are one where nothing is said, that of the graph', () => {
    expect(seedsOf(graph('seed: 7'))).toEqual([7]);
    expect(seedsOf(graph())).toEqual([0]);
  });

  it('count from the seed on', () => {
    expect(seedsOf(graph('seed: 7', 'seeds: 3'))).toEqual([7, 8, 9]);
    expect(seedsOf(graph('seeds: 2'))).toEqual([0, 1]);
  });

  it('are those of a list, the seed of the graph first', () => {
    expect(seedsOf(graph('seeds: [5, 2, 9]'))).toEqual([5, 2, 9]);
    const { seed, seeds } = good(graph('seed: 2', 'seeds: [5, 2, 9]'));
    expect([seed.value, seeds]).toEqual([2, [2, 5, 9]]);
  });

  it('take parameters, and overrides', () => {
    expect(seedsOf(graph('params: {n: 2}', 'seeds: ${n}'), ['n=3'])).toEqual([0, 1, 2]);
    expect(seedsOf(graph('seed: 4'), ['seeds=2'])).toEqual([4, 5]);
    expect(seedsOf(graph('seeds: 3'), ['seeds=[8, 1]'])).toEqual([8, 1]);
  });

  it('are one if a seed is given for one run, unless seeds are as well', () => {
    expect(seedsOf(graph('seeds: 3'), ['seed=9'])).toEqual([9]);
    expect(seedsOf(graph('seeds: [1, 2]'), ['seed=9'])).toEqual([9]);
    expect(seedsOf(graph('seeds: 3'), ['seed=9', 'seeds=2'])).toEqual([9, 10]);
  });

  it('are refused where they make no sense', () => {
    expect(faults(graph('seeds: 0'))).toEqual(['out-of-range "0"']);
    expect(faults(graph('seeds: []'))).toEqual(['out-of-range "[]"']);
    expect(faults(graph('seeds: [1, 2, 1]'))).toEqual(['duplicate-name "1"']);
    expect(faults(graph('seeds: [1, -2]'))).toEqual(['out-of-range "-2"']);
    expect(faults(graph('seeds: many'))).toEqual(['wrong-type "many"']);
    expect(faults(graph('seed: 3', 'seeds: [1, 2]'))).toEqual(['conflicting-keys "3"']);
    expect(faults(graph(`seed: ${Number.MAX_SAFE_INTEGER}`, 'seeds: 2'))).toEqual(['out-of-range "2"']);
  });

  it('begin with the seed, and none stands twice', () => {
    const lists = fc.uniqueArray(fc.nat(99), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(lists, fc.nat(8), (list, at) => {
        const seed = list[at % list.length]!;
        const { seeds } = good(graph(`seed: ${seed}`, `seeds: [${list.join(', ')}]`));
        expect(seeds[0]).toBe(seed);
        expect([...seeds].sort()).toEqual([...list].sort());
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});
