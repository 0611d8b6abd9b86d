/**
 * Whether one name depends on another, directly or transitively: for each name a bit set (words of 32 bits) of all
 * its dependencies.
 *
 * @param order every name after those that it depends on
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
