import type { ScalarTree, TreeEntry, YamlTree } from '../dsl/index.js';

/** A place in the tree of a graph. */
export interface Place {
  /** Keys and numbers of list items from the root on; the last one is that of `value`, or of the key itself. */
  path: (string | number)[];
  /** The values along the path: the root first, then what each step but the last leads to. */
  containers: YamlTree[];
  /** Whether the place is in a key. */
  isKey: boolean;
  /** The entry whose key or value it is in, if that is in a map. */
  entry: TreeEntry | undefined;
  /** The text that it is in, if it is in a value. */
  scalar: ScalarTree | undefined;
}

/** The innermost key or value around an offset. */
export function placeAt(root: YamlTree | undefined, offset: number): Place | undefined {
  const path: (string | number)[] = [];
  const containers: YamlTree[] = [];
  let entry: TreeEntry | undefined;
  const inside = ({ start, end }: { start: number; end: number }) => start <= offset && offset <= end;
  for (let tree = root; tree;) {
    if (tree.kind === 'map') {
      containers.push(tree);
      const key = tree.value.find(({ keyRange }) => inside(keyRange));
      if (key) return { path: [...path, key.key], containers, isKey: true, entry: key, scalar: undefined };
      entry = tree.value.find(({ value }) => inside(value.range));
      if (!entry) return undefined;
      path.push(entry.key);
      tree = entry.value;
    } else if (tree.kind === 'list') {
      containers.push(tree);
      const at: number = tree.value.findIndex(({ range }) => inside(range));
      if (at < 0) return undefined;
      path.push(at);
      entry = undefined;
      tree = tree.value[at];
    } else {
      return tree.kind === 'scalar' && inside(tree.range)
        ? { path, containers, isKey: false, entry, scalar: tree }
        : undefined;
    }
  }
  return undefined;
}
