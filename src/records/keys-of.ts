/** Lists of keys, and where each goes on. An iterator that has not come to its end also gives what is added later. */
const lists = new WeakMap<object, { names: string[]; left: Iterator<string> }>();

/**
 * The keys of a map or set that only grows, in their order: the same array each time, so that nobody copies them, and so
 * that what was found out about them can be remembered.
 */
export function keysOf(all: { readonly size: number; keys(): Iterator<string> }): readonly string[] {
  let known = lists.get(all);
  if (!known || known.names.length > all.size) {
    known = { names: [], left: all.keys() };
    lists.set(all, known);
  }
  const { names, left } = known;
  while (names.length < all.size) names.push(left.next().value as string);
  return names;
}
