/** The median of a list of numbers. */
export function median(numbers) {
  if (numbers.length === 0) throw new RangeError('there is no median of nothing');
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Minimum and maximum. */
export const spread = (numbers) => [Math.min(...numbers), Math.max(...numbers)];

/** Own time divided by the peer's, round by round: variations of the machine's speed affect both. */
export function ratios(own, peer) {
  if (own.length !== peer.length) throw new RangeError('both sides need the same rounds');
  return own.map((time, round) => time / peer[round]);
}

/** The order of the processes in a round: each is first equally often. */
export const turns = (sides, round) => sides.map((_, at) => sides[(at + round) % sides.length]);
