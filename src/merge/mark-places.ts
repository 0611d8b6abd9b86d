import type { SourceItem, SourceNode } from '../dsl/index.js';
import { isSameItem } from './identity.js';
import type { Versions } from './merge-context.js';
import { conflictLines, type MarkerOptions } from './merge-trees.js';
import { entryAt } from './names/index.js';
import type { Path } from './places.js';
import { itemLines } from './render.js';

/**
 * Puts markers around entries of a merged text in which no lines collide but which is wrong as a whole.
 * If nothing is found there, the first entry that the sides differ in is marked: whoever resolves the merge must see in the
 * file that something is left to do.
 *
 * @param alternatives for each thing that is wrong, paths at which an entry that is not the same on both sides is searched
 * for: the innermost at the first path that has one
 */
export function markPlaces(
  merged: SourceNode,
  sides: Versions<SourceNode>,
  alternatives: readonly (readonly Path[])[],
  markers: MarkerOptions,
): string {
  let text = merged.source;
  let limit = text.length;
  const places = alternatives.flatMap((paths) => {
    for (const path of paths) {
      const found = differingEntry(merged, sides, path);
      if (found) return [found];
    }
    return [];
  });
  const first = places.length === 0 ? firstDifference(merged, sides) : undefined;
  if (first) places.push(first);
  for (const { path, item, versions } of places.sort((a, b) => b.item.lead.start - a.item.lead.start)) {
    if (item.end > limit) continue;
    const lines = (one: SourceItem | undefined) => (one ? itemLines(one, item.column) : '');
    const { base, ours, theirs } = versions;
    const marked = conflictLines(
      path.join('.'),
      { base: lines(base), ours: lines(ours), theirs: lines(theirs) },
      markers,
    );
    text = text.slice(0, item.lead.start) + marked + text.slice(item.end);
    limit = item.lead.start;
  }
  return text;
}

interface DifferingEntry {
  path: Path;
  item: SourceItem;
  versions: Versions<SourceItem>;
}

function firstDifference(merged: SourceNode, sides: Versions<SourceNode>): DifferingEntry | undefined {
  if (merged.kind !== 'map') return undefined;
  for (const { key: section, value } of merged.items) {
    const keys = value.kind === 'map' ? value.items.map((item) => [section!, item.key!]) : [];
    for (const path of [...keys, [section!]]) {
      const found = differingEntry(merged, sides, path, path.length);
      if (found) return found;
    }
  }
  return undefined;
}

function differingEntry(
  merged: SourceNode,
  sides: Versions<SourceNode>,
  path: Path,
  minDepth = 2,
): DifferingEntry | undefined {
  // The same number may mean different items of lists.
  const firstIndex = path.findIndex((key) => /^\d+$/.test(key));
  let keys = firstIndex < 0 ? path : path.slice(0, firstIndex);
  if (!entryAt(merged, keys)) return undefined;
  for (; keys.length >= minDepth; keys = keys.slice(0, -1)) {
    const item = entryAt(merged, keys);
    if (!item || item.flow) continue;
    const at = (side: SourceNode | undefined) => side && entryAt(side, keys);
    const versions = { base: at(sides.base), ours: at(sides.ours), theirs: at(sides.theirs) };
    const { ours, theirs } = versions;
    if (!ours || !theirs || !isSameItem(ours, theirs)) return { path: keys, item, versions };
  }
  return undefined;
}

/** The path of the innermost entry that holds an offset. */
export function pathAt(root: SourceNode, offset: number): Path {
  const path: string[] = [];
  for (let node: SourceNode = root; node.kind !== 'scalar';) {
    const at = node.items.findIndex(({ start, end }) => start <= offset && offset < end);
    if (at < 0) break;
    const item: SourceItem = node.items[at]!;
    path.push(item.key ?? String(at));
    node = item.value;
  }
  return path;
}
