import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestCommonSubsequence } from '../../src/alignment/index.js';

const words = fc.array(fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined, freq: 8 }), {
  maxLength: 9,
});

/** The length of a longest common subsequence, by trying all. */
function longest(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): number {
  const [first, ...rest] = a;
  if (a.length === 0 || b.length === 0) return 0;
  const at = first === undefined ? -1 : b.indexOf(first);
  const without = longest(rest, b);
  return at < 0 ? without : Math.max(without, 1 + longest(rest, b.slice(at + 1)));
}

describe('a longest common subsequence', () => {
  it('has equal items in increasing places, as many as there can be', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const places = longestCommonSubsequence(a, b);
        expect(places).toHaveLength(a.length);
        const matched = places.flatMap((place, at) => (place < 0 ? [] : [{ place, at }]));
        for (const { place, at } of matched) expect([b[place], a[at]]).toEqual([a[at], expect.any(String)]);
        expect(matched.every(({ place }, i) => i === 0 || matched[i - 1]!.place < place)).toBe(true);
        expect(matched).toHaveLength(longest(a, b));
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('of two long lists that differ throughout has only what they begin and end with', () => {
    const list = (word: string) => [
      'first',
      ...Array.from({ length: 200_000 }, (_, at) => word + at),
      'last',
    ];
    const places = longestCommonSubsequence(list('a'), list('b'));
    expect(places.flatMap((place, at) => (place < 0 ? [] : [[at, place]]))).toEqual([
      [0, 0],
      [200_001, 200_001],
    ]);
  });

  it('of a long list in which something was put in is the list', () => {
    const list = Array.from({ length: 200_000 }, (_, at) => `item ${at}`);
    const longer = [...list.slice(0, 70_000), 'put in', ...list.slice(70_000)];
    expect(longestCommonSubsequence(list, longer)).toEqual(list.map((_, at) => (at < 70_000 ? at : at + 1)));
  });
});
