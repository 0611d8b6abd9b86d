import type { SourceCollection, SourceItem } from '../dsl/index.js';
import { alignItems } from './align-items.js';
import { chooseHost } from './choose-host.js';
import { composeCollection, type PlacedItem } from './compose-collection.js';
import { describeItem } from './describe.js';
import { dataOf, isSameItem } from './identity.js';
import type { Frame, MergeContext, MergedItem, Side } from './merge-context.js';
import { verbatimItem } from './merge-item.js';
import { listOrder, type Path } from './places.js';
import { itemLines, type RenderedValue } from './render.js';
import { threeWayStretches, type Alignment, type ThreeWayStretch } from './three-way.js';

type Gap = Extract<ThreeWayStretch, { kind: 'gap' }>;

/** Merges a list item by item. Undefined if that is a conflict that can't be shown inside of it. */
export function mergeList(
  lists: { base: SourceCollection | undefined; ours: SourceCollection; theirs: SourceCollection },
  path: Path,
  context: MergeContext,
): RenderedValue | undefined {
  const { base, ours, theirs } = lists;
  const host = chooseHost(lists, () => '');
  if (!host) return undefined;
  const hostList = lists[host.side];
  const frame: Frame = hostList.flow
    ? { style: 'flow', host: host.side }
    : { style: 'block', column: hostList.column, host: host.side };
  const baseItems = base?.items ?? [];
  const alignments = { ours: alignItems(baseItems, ours.items), theirs: alignItems(baseItems, theirs.items) };
  const list: ListMerge = {
    base: baseItems,
    ours: ours.items,
    theirs: theirs.items,
    alignments,
    old: { ours: new Set(alignments.ours), theirs: new Set(alignments.theirs) },
    path,
    frame,
    context,
  };
  const placed: PlacedItem[] = [];
  const lengths = { ours: ours.items.length, theirs: theirs.items.length };
  for (const stretch of threeWayStretches(alignments.ours, alignments.theirs, lengths)) {
    const merged =
      stretch.kind === 'kept'
        ? [keptItem(stretch, list)]
        : mergeGap(stretch, list, listOrder(path, Object.values(lists)) === 'set');
    for (const item of merged) {
      if (item === 'conflict') return undefined;
      if (item !== 'gone') placed.push(item);
    }
  }
  return composeCollection(lists, host.side, placed);
}

interface ListMerge {
  base: readonly SourceItem[];
  ours: readonly SourceItem[];
  theirs: readonly SourceItem[];
  alignments: { ours: Alignment; theirs: Alignment };
  /** Places of items that the base has. */
  old: { ours: ReadonlySet<number>; theirs: ReadonlySet<number> };
  path: Path;
  frame: Frame;
  context: MergeContext;
}

type ListItem = PlacedItem | 'gone' | 'conflict';

const placedAt = (merged: MergedItem, at: number): ListItem =>
  typeof merged === 'string' ? merged : { ...merged, at };

function keptItem(stretch: Extract<ThreeWayStretch, { kind: 'kept' }>, list: ListMerge): ListItem {
  const { base, ours, theirs, path, frame, context } = list;
  const versions = { base: base[stretch.base], ours: ours[stretch.ours], theirs: theirs[stretch.theirs] };
  const merged = context.mergeItem(versions, [...path, String(stretch[frame.host])], frame);
  return placedAt(merged, stretch[frame.host]);
}

/** What lies between two items that all three lists have. */
function mergeGap(gap: Gap, list: ListMerge, isSet: boolean): readonly ListItem[] {
  const { ours, theirs } = list;
  const own = ours.slice(gap.ours.start, gap.ours.end);
  const other = theirs.slice(gap.theirs.start, gap.theirs.end);
  if (own.length === other.length && own.every((item, at) => isSameItem(item, other[at]!))) {
    return own.map((item, at) => placedAt(verbatimItem(item, list.frame), gap[list.frame.host].start + at));
  }
  const added = { ours: addedIn(gap, 'ours', list), theirs: addedIn(gap, 'theirs', list) };
  const removed = { ours: removedBy(gap, 'ours', list), theirs: removedBy(gap, 'theirs', list) };
  const onlyRemovals = added.ours.length === 0 && added.theirs.length === 0;
  const changes = (side: Side) => added[side].length > 0 || removed[side].length > 0;
  const removedByTheirs = new Set(removed.theirs);
  const replacedByBoth =
    added.ours.length > 0 && added.theirs.length > 0 && removed.ours.some((at) => removedByTheirs.has(at));
  if (!onlyRemovals && changes('ours') && changes('theirs') && (!isSet || replacedByBoth))
    return [gapConflict(own, other, gap, list)];
  return mergeChanges(gap, added, list);
}

/** Places of items that are new in a side. */
function addedIn(gap: Gap, side: Side, { old }: ListMerge): number[] {
  const { start, end } = gap[side];
  return Array.from({ length: end - start }, (_, at) => start + at).filter((at) => !old[side].has(at));
}

function removedBy(gap: Gap, side: Side, { alignments }: ListMerge): number[] {
  const { start, end } = gap.base;
  return Array.from({ length: end - start }, (_, at) => start + at).filter((at) => alignments[side][at]! < 0);
}

/** The items that are left of the base, with what was added behind each. */
function mergeChanges(
  gap: Gap,
  added: { ours: readonly number[]; theirs: readonly number[] },
  list: ListMerge,
): ListItem[] {
  const { base, ours, theirs, alignments, path, frame, context } = list;
  const result: ListItem[] = [];
  const done = { ours: 0, theirs: 0 };
  const takeAdded = (before: { ours: number; theirs: number }) => {
    const next = (side: Side, items: readonly SourceItem[]) => {
      const from = done[side];
      while (done[side] < added[side].length && added[side][done[side]]! < before[side]) done[side] += 1;
      return added[side].slice(from, done[side]).map((at) => ({ side, at, item: items[at]! }));
    };
    const [own, other] = [next('ours', ours), next('theirs', theirs)];
    const text = (part: typeof own) => part.map(({ item }) => dataOf(item.value)).join();
    // The order must not depend on which side is ours.
    const [first, second] = text(own) <= text(other) ? [own, other] : [other, own];
    const have = first.map(({ item }) => dataOf(item.value));
    const rest = second.filter(({ item }) => {
      const found = have.indexOf(dataOf(item.value));
      if (found >= 0) have.splice(found, 1);
      return found < 0;
    });
    const parts = [...first, ...rest];
    for (const { side, at, item } of parts) {
      result.push(placedAt(verbatimItem(item, frame), side === frame.host ? at : -1));
    }
  };
  for (let at = gap.base.start; at < gap.base.end; at += 1) {
    const [inOurs, inTheirs] = [alignments.ours[at]!, alignments.theirs[at]!];
    takeAdded({
      ours: inOurs < 0 ? placeBefore(alignments.ours, at, gap.ours) : inOurs,
      theirs: inTheirs < 0 ? placeBefore(alignments.theirs, at, gap.theirs) : inTheirs,
    });
    const versions = { base: base[at], ours: ours[inOurs], theirs: theirs[inTheirs] };
    const place = { ours: inOurs, theirs: inTheirs }[frame.host];
    result.push(placedAt(context.mergeItem(versions, [...path, String(at)], frame), place));
  }
  takeAdded({ ours: Infinity, theirs: Infinity });
  return result;
}

/** Items that were added in place of a removed one come behind it. */
function placeBefore(alignment: Alignment, at: number, { start }: { start: number }): number {
  for (let before = at - 1; before >= 0; before -= 1) {
    if (alignment[before]! >= 0) return Math.max(alignment[before]! + 1, start);
  }
  return start;
}

function gapConflict(
  own: readonly SourceItem[],
  other: readonly SourceItem[],
  gap: Gap,
  { base, path, frame, context }: ListMerge,
): ListItem {
  const before = base.slice(gap.base.start, gap.base.end);
  const words = (items: readonly SourceItem[]) =>
    items.length === 0 ? 'nothing' : items.map(describeItem).join(', ');
  context.reportConflict(
    path,
    `both change the list at one place: ours ${words(own)}, theirs ${words(other)}; it was ${words(before)}`,
  );
  if (frame.style === 'flow') return 'conflict';
  const lines = (items: readonly SourceItem[]) => items.map((item) => itemLines(item, frame.column)).join('');
  const text = context.conflictLines(path, { base: lines(before), ours: lines(own), theirs: lines(other) });
  return { text, at: -1, conflict: true };
}
