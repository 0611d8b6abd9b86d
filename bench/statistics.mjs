/** The middle of a list of numbers, or the mean of the middle two. */
export function median(numbers) {
  if (numbers.length === 0) throw new RangeError('there is no median of nothing');
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Least and greatest. */
export const spread = (numbers) => [Math.min(...numbers), Math.max(...numbers)];

/** What each round took, over what the peer took in the same round: a machine's swings fall on both. */
export function ratios(own, peer) {
  if (own.length !== peer.length) throw new RangeError('both sides need the same rounds');
  return own.map((time, round) => time / peer[round]);
}

/** Who takes turns in which order: each is first as often as the others. */
export const turns = (sides, round) => sides.map((_, at) => sides[(at + round) % sides.length]);
