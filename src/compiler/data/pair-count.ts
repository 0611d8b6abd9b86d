import type { PairLength } from '../program.js';

/** How many pairs members without a label in common make, from their names and the number of examples of each. */
export function pairCount(
  length: PairLength | undefined,
  names: readonly string[],
  counts: readonly number[],
): number {
  if (length === 'shortest') return Math.min(...counts);
  if (length === undefined || length === 'longest') return Math.max(...counts);
  return counts[names.indexOf(length.member)]!;
}
