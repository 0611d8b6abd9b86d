/** Cached key lists, each with its open iterator, which also yields keys that are added later. */
const lists = new WeakMap<object, { names: string[]; left: Iterator<string> }>();

/**
 * The keys of a map or set that only grows, in insertion order: the same array each time, so that it need not be
 * copied and can itself be a cache key.
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
