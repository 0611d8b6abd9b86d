import type { SourceCollection, SourceItem } from '../dsl/index.js';
import { chooseHost } from './choose-host.js';
import { composeCollection, type PlacedItem } from './compose-collection.js';
import { isSameItem } from './identity.js';
import type { MergeContext, Versions } from './merge-context.js';
import { hasReadingOrder, isOrderedMap, wordOf, type Path } from './places.js';
import { verbatimItem } from './merge-item.js';
import type { RenderedValue } from './render.js';

/** Merges a map entry by entry. Undefined if that is a conflict that can't be shown inside of it. */
export function mergeMap(
  maps: { base: SourceCollection | undefined; ours: SourceCollection; theirs: SourceCollection },
  path: Path,
  context: MergeContext,
): RenderedValue | undefined {
  const { base, ours, theirs } = maps;
  const words = new Set([base, ours, theirs].flatMap((map) => (map ? [wordOf(map, path)] : [])));
  const wordItem =
    words.size > 1
      ? mergeWords({
          base: base && wordEntry(base, path),
          ours: wordEntry(ours, path),
          theirs: wordEntry(theirs, path),
        })
      : null;
  if (wordItem === undefined) return undefined;
  const host = chooseHost(maps, (map) => keyOrder(map, maps));
  if (!host) return undefined;
  if (host.bothReordered && hasReadingOrder(path)) {
    context.reportConflict(path, 'both change the order of its entries');
    return undefined;
  }
  const [hostMap, otherMap] = host.side === 'ours' ? [ours, theirs] : [theirs, ours];
  const keys = mergedKeys(hostMap, otherMap, base);
  if (isOrderedMap(path) && bothAdd(ours, theirs, base)) {
    context.reportConflict(path, 'both add to it, and its order has a meaning');
    return undefined;
  }
  const frame = hostMap.flow
    ? { style: 'flow' as const, host: host.side }
    : { style: 'block' as const, column: hostMap.column, host: host.side };
  const placed: PlacedItem[] = [];
  for (const key of keys) {
    const versions = { base: base && entry(base, key), ours: entry(ours, key), theirs: entry(theirs, key) };
    if (wordItem && words.has(key) && !entry(hostMap, key)) continue;
    const merged =
      wordItem && words.has(key)
        ? verbatimItem(wordItem, frame)
        : context.mergeItem(versions, [...path, key], frame);
    if (merged === 'conflict') return undefined;
    if (merged !== 'gone')
      placed.push({ ...merged, at: hostMap.items.findIndex((item) => item.key === key) });
  }
  return composeCollection({ base, ours, theirs }, host.side, placed);
}

const entry = (map: SourceCollection, key: string): SourceItem | undefined =>
  map.items.find((item) => item.key === key);

const wordEntry = (map: SourceCollection, path: Path): SourceItem | undefined => {
  const word = wordOf(map, path);
  return word === undefined ? undefined : entry(map, word);
};

const keysOfMap = (map: SourceCollection): string[] => map.items.map(({ key }) => key!);

/** The order of the keys that all have. */
function keyOrder(map: SourceCollection, { base, ours, theirs }: Parameters<typeof mergeMap>[0]): string {
  const others = [base, ours, theirs].map((one) => new Set(one ? keysOfMap(one) : []));
  return JSON.stringify(keysOfMap(map).filter((key) => others.every((keys) => keys.has(key))));
}

function bothAdd(
  ours: SourceCollection,
  theirs: SourceCollection,
  base: SourceCollection | undefined,
): boolean {
  const known = new Set(base ? keysOfMap(base) : []);
  const [own, other] = [ours, theirs].map((map) => keysOfMap(map).filter((key) => !known.has(key)));
  return own!.length > 0 && other!.length > 0 && JSON.stringify(own) !== JSON.stringify(other);
}

/**
 * The keys of the host in their order, with those that only the other side has, each behind the key that it stands behind
 * there. Where both add keys at one place, the names decide, so that the order does not depend on the side.
 */
function mergedKeys(
  host: SourceCollection,
  other: SourceCollection,
  base: SourceCollection | undefined,
): string[] {
  const keys = keysOfMap(host);
  const otherKeys = keysOfMap(other);
  const known = new Set([...(base ? keysOfMap(base) : []), ...otherKeys]);
  const isNew = (key: string | undefined) => key !== undefined && !known.has(key);
  const own = new Set(keys);
  otherKeys.forEach((key, at) => {
    if (own.has(key)) return;
    let place = at === 0 ? 0 : keys.indexOf(otherKeys[at - 1]!) + 1;
    const follows = at > 0 && !own.has(otherKeys[at - 1]!);
    if (!follows && isNew(keys[place]) && keys[place]! < key) while (isNew(keys[place])) place += 1;
    keys.splice(place, 0, key);
  });
  return keys;
}

/**
 * A word with its arguments is one value: `{Adam: 0.001}` against `{SGD: 0.1}` is a conflict, not both.
 *
 * @returns the key under which each map has its word, and the item that the result takes; undefined for a conflict
 */
function mergeWords(items: Versions<SourceItem>): SourceItem | undefined {
  const { base, ours, theirs } = items;
  if (!base || !ours || !theirs) return undefined;
  if (isSameItem(theirs, base) || isSameItem(ours, theirs)) return ours;
  return isSameItem(ours, base) ? theirs : undefined;
}
