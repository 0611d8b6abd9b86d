import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load } from './import-bench-module.js';

const { median, spread, ratios, turns } = await load<{
  median(numbers: number[]): number;
  spread(numbers: number[]): [number, number];
  ratios(own: number[], peer: number[]): number[];
  turns<T>(sides: T[], round: number): T[];
}>('statistics.mjs');

const times = fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 9 });

describe('median', () => {
  it('is the middle, whatever the order', () => {
    expect(median([3, 1, 10])).toBe(3);
    expect(median([4, 1, 3, 10])).toBe(3.5);
    expect(() => median([])).toThrow(RangeError);
  });

  it('leaves the list as it was and lies within the spread', () => {
    fc.assert(
      fc.property(times, (list) => {
        const before = [...list];
        const middle = median(list);
        const [least, greatest] = spread(list);
        expect(list).toEqual(before);
        expect(middle).toBeGreaterThanOrEqual(least);
        expect(middle).toBeLessThanOrEqual(greatest);
      }),
    );
  });
});

describe('ratios', () => {
  it('compare what was measured in the same round', () => {
    // The machine was half as fast in the second round; the ratio of the medians would be 1.
    expect(ratios([10, 30, 10], [20, 40, 10])).toEqual([0.5, 0.75, 1]);
    expect(() => ratios([1, 2], [1])).toThrow(RangeError);
  });
});

it('each side is first, second and so on equally often', () => {
  const sides = ['a', 'b', 'c'];
  const rounds = [0, 1, 2].map((round) => turns(sides, round));
  for (const at of [0, 1, 2]) expect(new Set(rounds.map((order) => order[at]))).toEqual(new Set(sides));
});
