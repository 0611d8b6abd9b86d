/**
 * Whether one name needs another, directly or by way of others: for each name the set of all that it needs, as bits in
 * words of 32.
 *
 * @param order every name after those that it needs
 */
export function createReachability(
  order: readonly string[],
  dependenciesOf: (name: string) => Iterable<string>,
): (name: string, other: string) => boolean {
  const place = new Map(order.map((name, at) => [name, at]));
  const reached: Uint32Array[] = [];
  for (const [at, name] of order.entries()) {
    const own = new Uint32Array((at >> 5) + 1);
    for (const needed of dependenciesOf(name)) {
      const other = place.get(needed);
      if (other === undefined || (own[other >> 5]! >>> (other & 31)) & 1) continue;
      own[other >> 5]! |= 1 << (other & 31);
      reached[other]!.forEach((bits, word) => {
        own[word]! |= bits;
      });
    }
    reached.push(own);
  }
  return (name, other) => {
    const [from, to] = [place.get(name), place.get(other)];
    if (from === undefined || to === undefined || to >= from) return false;
    return ((reached[from]![to >> 5]! >>> (to & 31)) & 1) === 1;
  };
}
