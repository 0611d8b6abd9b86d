import { align } from './align.js';

/**
 * A longest common subsequence: for each item of `a` its place in `b`, or -1. Items without an identity match none. Where
 * more differs between the common beginning and the common end than `align` compares, nothing there is matched.
 */
export function longestCommonSubsequence(
  a: readonly (string | undefined)[],
  b: readonly (string | undefined)[],
): number[] {
  const places = a.map(() => -1);
  const pairs = align(a.length, b.length, (i, j) => (a[i] !== undefined && a[i] === b[j] ? 0 : Infinity));
  for (const pair of pairs) if (pair.a !== null && pair.b !== null) places[pair.a] = pair.b;
  return places;
}
