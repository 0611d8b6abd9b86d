/**
 * Damerau-Levenshtein distance of two words (optimal string alignment): insertions, deletions, substitutions and
 * transpositions of neighbours. Returns `limit` as soon as the distance cannot be below it; only the band of cells
 * within `limit` of the diagonal is computed.
 */
export function editDistance(a: string, b: string, limit = Infinity): number {
  const reach = Math.min(limit, Math.max(a.length, b.length));
  if (Math.abs(a.length - b.length) > reach) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = new Array<number>(b.length + 1).fill(Infinity);
    const [from, to] = [Math.max(1, i - reach), Math.min(b.length, i + reach)];
    row[0] = i;
    let smallest = from === 1 ? i : Infinity;
    for (let j = from; j <= to; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < smallest) smallest = cost;
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
