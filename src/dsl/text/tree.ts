import type { SourceRange } from '../../diagnostics/index.js';
import type { ValueOrigin, PlainValue } from '../document.js';
import type { SourceMap } from './source-map.js';

/**
 * A value of the graph with its range. The type is the same before and after substitution; a tree without broken
 * parts is structurally a `PlainValue`.
 */
export type YamlTree = ScalarTree | ListTree | MapTree | BrokenTree;

interface TreeBase {
  range: SourceRange;
  origin: ValueOrigin;
  /** The parameter from which the value was substituted, for a note. */
  via?: { name: string; range: SourceRange };
}

export interface ScalarTree extends TreeBase {
  kind: 'scalar';
  value: number | string | boolean | null;
  /** The source positions of a string's characters. */
  text?: SourceMap;
  /** A number or boolean as written, if it is printed differently: `001`. */
  written?: string;
  /** Number of characters at its beginning that are not written there: the namespace of a part. */
  prefix?: number;
  /** Whether the scalar was quoted. */
  quoted?: boolean;
}

export interface ListTree extends TreeBase {
  kind: 'list';
  value: YamlTree[];
}

export interface MapTree extends TreeBase {
  kind: 'map';
  value: TreeEntry[];
}

/** An error was reported here. Consumers skip it silently (an error node). */
export interface BrokenTree extends TreeBase {
  kind: 'broken';
  value: null;
}

export interface TreeEntry {
  key: string;
  keyRange: SourceRange;
  value: YamlTree;
}

export function brokenTree(range: SourceRange): BrokenTree {
  return { kind: 'broken', value: null, range, origin: 'written' };
}

export function containsBroken(tree: YamlTree): boolean {
  switch (tree.kind) {
    case 'broken':
      return true;
    case 'scalar':
      return false;
    case 'list':
      return tree.value.some(containsBroken);
    case 'map':
      return tree.value.some((entry) => containsBroken(entry.value));
  }
}

/** Cached key index for long maps, which are looked up repeatedly. */
const indices = new WeakMap<readonly TreeEntry[], ReadonlyMap<string, TreeEntry>>();
const MIN_INDEXED_ENTRIES = 32;

/** The entry with this key; the first one if there are several. */
export function findEntry(tree: YamlTree | undefined, key: string): TreeEntry | undefined {
  if (tree?.kind !== 'map') return undefined;
  const { value } = tree;
  if (value.length < MIN_INDEXED_ENTRIES) return value.find((entry) => entry.key === key);
  let index = indices.get(value);
  if (!index) {
    index = new Map([...value].reverse().map((entry) => [entry.key, entry]));
    indices.set(value, index);
  }
  return index.get(key);
}

/** The entries of a map; none of anything else. */
export const entriesOfMap = (tree: YamlTree | undefined): readonly TreeEntry[] =>
  tree?.kind === 'map' ? tree.value : [];

/** Maximum nesting of values: trees are walked by recursion. */
export const MAX_TREE_DEPTH = 200;

/** The size and depth of a tree. */
export interface TreeExtent {
  /** Number of values, including itself. */
  size: number;
  /** Nesting depth; 0 for a scalar. */
  depth: number;
}

const extents = new WeakMap<readonly unknown[], TreeExtent>();

/** Lists and maps that are shared by several parents are measured once. */
export function treeExtent(tree: YamlTree): TreeExtent {
  if (tree.kind !== 'list' && tree.kind !== 'map') return { size: 1, depth: 0 };
  const known = extents.get(tree.value);
  if (known) return known;
  const extent = { size: 1, depth: 0 };
  for (const inner of tree.value) {
    const { size, depth } = treeExtent('keyRange' in inner ? inner.value : inner);
    extent.size += size;
    extent.depth = Math.max(extent.depth, depth);
  }
  extent.depth += 1;
  extents.set(tree.value, extent);
  return extent;
}

/** The value of this key. */
export function valueAtKey(tree: YamlTree | undefined, key: string): YamlTree | undefined {
  return findEntry(tree, key)?.value;
}

/** From the key to the end of its value. */
export function entryRange(entry: TreeEntry): SourceRange {
  const { file, end } = entry.keyRange;
  const { range } = entry.value;
  return { ...entry.keyRange, end: range.file === file && range.end > end ? range.end : end };
}

/** A tree as plain data, without ranges. */
export function toPlainData(tree: YamlTree | PlainValue): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'broken':
      return null;
    case 'list':
      return tree.value.map(toPlainData);
    case 'map':
      return Object.fromEntries(tree.value.map(({ key, value }) => [key, toPlainData(value)]));
  }
}

/** Describes the kind of a value. */
export function describeValue(tree: YamlTree): string {
  switch (tree.kind) {
    case 'list':
      return tree.value.length === 0 ? 'an empty list' : 'a list';
    case 'map':
      return 'a map';
    case 'broken':
      return 'nothing';
    case 'scalar':
      return tree.value === null
        ? 'nothing'
        : typeof tree.value === 'string'
          ? `the text "${shortenText(tree.value)}"`
          : typeof tree.value === 'number'
            ? `the number ${tree.written ?? tree.value}`
            : (tree.written ?? `${tree.value}`);
  }
}

function shortenText(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
