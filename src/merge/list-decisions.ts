import type { SourceCollection, SourceItem, SourceNode } from '../dsl/index.js';
import { alignItems } from './align-items.js';
import { describeItem, describeNode } from './describe.js';
import { commentsOf, dataOf, isSameItem } from './identity.js';
import type { Side } from './merge-context.js';
import { listOrder, wordOf, type Path } from './places.js';
import type { AppliedRename } from './reconcile-names.js';

/** What a merge took from where. */
export interface MergeDecision {
  side: Side | 'both';
  /** `plan.link.optimizer`; numbers count list items from 0. */
  path: string;
  /** In a line: `{Adadelta: 1.0} → {Adam: 0.001}`. */
  message: string;
}

interface Change {
  path: string;
  message: string;
}

/** All changes of both sides against the base, those of both once. Names are those of the result. */
export function listDecisions(
  trees: { base: SourceNode | undefined; ours: SourceNode; theirs: SourceNode },
  renames: readonly AppliedRename[],
): MergeDecision[] {
  const { base, ours, theirs } = trees;
  const [own, other] = [changesOf(base, ours, []), changesOf(base, theirs, [])];
  const key = ({ path, message }: Change) => `${path} ${message}`;
  const [inOurs, inTheirs] = [new Set(own.map(key)), new Set(other.map(key))];
  return [
    ...renames.map(describeRename),
    ...own.map((change) => ({
      side: inTheirs.has(key(change)) ? ('both' as const) : ('ours' as const),
      ...change,
    })),
    ...other
      .filter((change) => !inOurs.has(key(change)))
      .map((change) => ({ side: 'theirs' as const, ...change })),
  ];
}

function describeRename({ by, section, from, to, places }: AppliedRename): MergeDecision {
  const where = by === 'ours' ? "theirs' text" : "ours' text";
  const count = places === 1 ? '1 place' : `${places} places`;
  return {
    side: by,
    path: `${section}.${to}`,
    message: `renamed from ${from}${by === 'both' || places === 0 ? '' : `, also in ${where} (${count})`}`,
  };
}

function changesOf(base: SourceNode | undefined, side: SourceNode, path: Path): Change[] {
  if (!base) return side.kind === 'map' ? side.items.map((item) => added(item, [...path, item.key!])) : [];
  if (base.kind === 'map' && side.kind === 'map' && wordOf(base, path) === wordOf(side, path)) {
    return changesOfMap(base, side, path);
  }
  if (base.kind === 'list' && side.kind === 'list' && listOrder(path, [base, side]) !== 'value') {
    return changesOfList(base, side, path);
  }
  if (dataOf(base) === dataOf(side)) return [];
  return [{ path: path.join('.'), message: `${describeNode(base)} → ${describeNode(side)}` }];
}

const added = (item: SourceItem, path: Path): Change => ({
  path: path.join('.'),
  message: `added: ${describeItem(item)}`,
});

const removed = (item: SourceItem, path: Path): Change => ({
  path: path.join('.'),
  message: `removed: ${describeItem(item)}`,
});

function changesOfItem(before: SourceItem, after: SourceItem, path: Path): Change[] {
  if (isSameItem(before, after)) return [];
  const changes = changesOf(before.value, after.value, path);
  if (changes.length > 0) return changes;
  const others = commentsOf(before).join('\n') !== commentsOf(after).join('\n');
  return [{ path: path.join('.'), message: others ? 'its comments' : 'written in another way' }];
}

function changesOfMap(base: SourceCollection, side: SourceCollection, path: Path): Change[] {
  const find = (map: SourceCollection, key: string) => map.items.find((item) => item.key === key);
  return [
    ...base.items.flatMap((item) => {
      const own = [...path, item.key!];
      const after = find(side, item.key!);
      return after ? changesOfItem(item, after, own) : [removed(item, own)];
    }),
    ...side.items.filter((item) => !find(base, item.key!)).map((item) => added(item, [...path, item.key!])),
  ];
}

function changesOfList(base: SourceCollection, side: SourceCollection, path: Path): Change[] {
  const places = alignItems(base.items, side.items);
  const kept = new Set(places);
  return [
    ...base.items.flatMap((item, at) => {
      const after = side.items[places[at]!];
      return after
        ? changesOfItem(item, after, [...path, String(places[at])])
        : [removed(item, [...path, String(at)])];
    }),
    ...side.items.flatMap((item, at) => (kept.has(at) ? [] : [added(item, [...path, String(at)])])),
  ];
}
