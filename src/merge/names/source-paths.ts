import type { SourceItem, SourceNode } from '../../dsl/index.js';
import type { Path } from '../places.js';

/** The item at a path of keys, and of numbers from 0 in lists. */
export function entryAt(root: SourceNode, path: Path): SourceItem | undefined {
  let node: SourceNode | undefined = root;
  let item: SourceItem | undefined;
  for (const key of path) {
    if (!node || node.kind === 'scalar') return undefined;
    item = node.kind === 'map' ? node.items.find((one) => one.key === key) : node.items[Number(key)];
    if (!item) return undefined;
    node = item.value;
  }
  return item;
}

/** The text at a path, if there is one. */
export function textAt(root: SourceNode, path: Path): string | undefined {
  const value = entryAt(root, path)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
