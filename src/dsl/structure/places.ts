import { broken, type Tree, type TreeEntry } from '../text/index.js';

/** A JSON pointer's parts. */
export function pointer(text: string): string[] {
  const path = text.startsWith('#') ? decodeURIComponent(text.slice(1)) : text;
  return path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

export interface Place {
  tree: Tree;
  /** The entry that the value stands in, or the nearest around it. */
  entry?: TreeEntry;
  /** The value stands in its entry itself, not in a list. */
  direct: boolean;
  /** Something around it had an error of its own. */
  spoilt: boolean;
}

export function placeAt(root: Tree, path: readonly string[]): Place {
  let tree = root;
  let entry: TreeEntry | undefined;
  let direct = false;
  for (const key of path) {
    if (tree.kind === 'map') {
      const found: TreeEntry | undefined = tree.value.find((each) => each.key === key);
      if (!found) break;
      entry = found;
      direct = true;
      tree = found.value;
    } else if (tree.kind === 'list') {
      tree = tree.value[Number(key)] ?? broken(tree.range);
      direct = false;
    } else break;
  }
  return { tree, ...(entry ? { entry } : {}), direct, spoilt: tree.kind === 'broken' };
}

/** The tree with another value, or another key, at a path; nothing is changed in place. */
export function changedAt(
  root: Tree,
  path: readonly string[],
  change: (entry: { key: string; value: Tree }) => { key: string; value: Tree },
): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return root;
  const next = <T extends { key: string; value: Tree }>(entry: T): T =>
    rest.length === 0
      ? { ...entry, ...change(entry) }
      : { ...entry, value: changedAt(entry.value, rest, change) };
  if (root.kind === 'map') {
    return { ...root, value: root.value.map((entry) => (entry.key === key ? next(entry) : entry)) };
  }
  if (root.kind === 'list') {
    const at = Number(key);
    return {
      ...root,
      value: root.value.map((item, i) => (i === at ? next({ key, value: item }).value : item)),
    };
  }
  return root;
}

/** The tree without an entry of one of its maps. */
export function withoutAt(root: Tree, path: readonly string[]): Tree {
  const key = path.at(-1);
  const drop = (tree: Tree): Tree =>
    tree.kind === 'map' ? { ...tree, value: tree.value.filter((entry) => entry.key !== key) } : tree;
  const around = path.slice(0, -1);
  if (around.length === 0) return drop(root);
  return changedAt(root, around, (entry) => ({ key: entry.key, value: drop(entry.value) }));
}

const KINDS: Readonly<Record<string, string>> = {
  data: 'data set',
  networks: 'network',
  models: 'model',
  plan: 'phase',
  evaluate: 'evaluation',
};

/** What a person would call the value at a path: `on.epochs` of phase `link`. */
export function nameOf(path: readonly string[]): string {
  const [section, own, ...rest] = path;
  if (section === undefined) return 'the graph';
  if (own === undefined) return `\`${section}\``;
  const owner =
    section === 'report'
      ? `report ${Number(own) + 1}`
      : Object.hasOwn(KINDS, section)
        ? `${KINDS[section]} \`${own}\``
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
