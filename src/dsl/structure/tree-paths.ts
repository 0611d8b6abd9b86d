import { brokenTree, findEntry, type YamlTree, type TreeEntry } from '../text/index.js';

/** The parts of a JSON pointer. */
export function parseJsonPointer(text: string): string[] {
  const path = text.startsWith('#') ? decodeURIComponent(text.slice(1)) : text;
  return path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

export interface TreeLocation {
  tree: YamlTree;
  /** The entry that contains the value, or the nearest enclosing one. */
  entry?: TreeEntry;
  /** Whether the value is the entry's own value, not an item of a list in it. */
  direct: boolean;
  /** An enclosing value already has an error. */
  hasErrorAbove: boolean;
}

export function locateInTree(root: YamlTree, path: readonly string[]): TreeLocation {
  let tree = root;
  let entry: TreeEntry | undefined;
  let direct = false;
  for (const key of path) {
    if (tree.kind === 'map') {
      const found: TreeEntry | undefined = findEntry(tree, key);
      if (!found) break;
      entry = found;
      direct = true;
      tree = found.value;
    } else if (tree.kind === 'list') {
      tree = tree.value[Number(key)] ?? brokenTree(tree.range);
      direct = false;
    } else break;
  }
  return { tree, ...(entry ? { entry } : {}), direct, hasErrorAbove: tree.kind === 'broken' };
}

/** A replacement value or key at a path. */
export interface PathChange {
  path: readonly string[];
  change: (entry: { key: string; value: YamlTree }) => { key: string; value: YamlTree };
}

/** Changes grouped by the next key of their paths. */
interface PathChangeTree {
  own: PathChange['change'][];
  below: Map<string, PathChangeTree>;
}

/** Applies all changes in one traversal; the tree itself is not modified. */
export function applyPathChanges(root: YamlTree, changes: readonly PathChange[]): YamlTree {
  if (changes.length === 0) return root;
  const top: PathChangeTree = { own: [], below: new Map() };
  for (const { path, change } of changes) {
    let branch = top;
    for (const key of path) {
      const next: PathChangeTree = branch.below.get(key) ?? { own: [], below: new Map() };
      branch.below.set(key, next);
      branch = next;
    }
    branch.own.push(change);
  }
  return applyChangesBelow(root, top);
}

function applyChangesBelow(tree: YamlTree, branch: PathChangeTree): YamlTree {
  const changed = <T extends { key: string; value: YamlTree }>(entry: T): T => {
    const here = branch.below.get(entry.key);
    if (!here) return entry;
    const inner = here.below.size > 0 ? { ...entry, value: applyChangesBelow(entry.value, here) } : entry;
    return here.own.reduce((last, change) => ({ ...last, ...change(last) }), inner);
  };
  if (tree.kind === 'map') return { ...tree, value: tree.value.map(changed) };
  if (tree.kind === 'list') {
    return { ...tree, value: tree.value.map((value, at) => changed({ key: String(at), value }).value) };
  }
  return tree;
}

/** Removes map entries by path. */
export function removePaths(root: YamlTree, paths: readonly (readonly string[])[]): YamlTree {
  const byMap = new Map<string, { path: readonly string[]; keys: Set<string> }>();
  for (const path of paths) {
    const around = path.slice(0, -1);
    const id = JSON.stringify(around);
    const keys = byMap.get(id)?.keys ?? new Set();
    byMap.set(id, { path: around, keys: keys.add(path.at(-1)!) });
  }
  const drop = (tree: YamlTree, keys: ReadonlySet<string>): YamlTree =>
    tree.kind === 'map' ? { ...tree, value: tree.value.filter(({ key }) => !keys.has(key)) } : tree;
  const changes = [...byMap.values()].map(({ path, keys }): PathChange => ({
    path,
    change: ({ key, value }) => ({ key, value: drop(value, keys) }),
  }));
  const top = byMap.get('[]');
  const changed = applyPathChanges(root, changes);
  return top ? drop(changed, top.keys) : changed;
}

const ENTRY_KINDS: Readonly<Record<string, string>> = {
  data: 'data set',
  networks: 'network',
  models: 'model',
  plan: 'phase',
  evaluate: 'evaluation',
};

/** Describes the value at a path: `on.epochs` of phase `link`. */
export function describePath(path: readonly string[]): string {
  const [section, own, ...rest] = path;
  if (section === undefined) return 'the graph';
  if (own === undefined) return `\`${section}\``;
  const owner =
    section === 'report'
      ? `report ${Number(own) + 1}`
      : Object.hasOwn(ENTRY_KINDS, section)
        ? `${ENTRY_KINDS[section]} \`${own}\``
        : `\`${own}\` of \`${section}\``;
  if (rest.length === 0) return owner;
  const last = rest.findLastIndex((part) => /^\d+$/.test(part));
  const inner = rest.slice(last + 1);
  if (inner.length > 0) return `\`${inner.join('.')}\` of ${owner}`;
  const list = rest.slice(0, last).filter((part) => !/^\d+$/.test(part));
  return list.at(-1) === 'layers' || list.at(-1) === 'residual'
    ? `a layer of ${owner}`
    : `a part of \`${list.join('.')}\` of ${owner}`;
}
