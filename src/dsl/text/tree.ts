import type { SourceRange } from '../../diagnostics/index.js';
import type { ValueOrigin, PlainValue } from '../document.js';
import type { SourceMap } from './source-map.js';

/**
 * A value of the graph with its place. The same type before and after parameters are put in; structurally a `Plain`
 * once nothing broken is left.
 */
export type Tree = ScalarTree | ListTree | MapTree | BrokenTree;

interface TreeBase {
  range: SourceRange;
  origin: ValueOrigin;
  /** The parameter that the value came from, for a note. */
  via?: { name: string; range: SourceRange };
}

export interface ScalarTree extends TreeBase {
  kind: 'scalar';
  value: number | string | boolean | null;
  /** Where a string's characters stand. */
  text?: SourceMap;
  /** A number or a truth value as it was written, where that differs from how it is shown: `001`. */
  written?: string;
  /** The scalar was written in quotes. */
  quoted?: boolean;
}

export interface ListTree extends TreeBase {
  kind: 'list';
  value: Tree[];
}

export interface MapTree extends TreeBase {
  kind: 'map';
  value: TreeEntry[];
}

/** Something was wrong here and has been reported. Whoever meets it gives up quietly. */
export interface BrokenTree extends TreeBase {
  kind: 'broken';
  value: null;
}

export interface TreeEntry {
  key: string;
  keyRange: SourceRange;
  value: Tree;
}

export function brokenTree(range: SourceRange): BrokenTree {
  return { kind: 'broken', value: null, range, origin: 'written' };
}

export function containsBroken(tree: Tree): boolean {
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

/** The entries of long maps by their keys: such maps are asked again and again. */
const indices = new WeakMap<readonly TreeEntry[], ReadonlyMap<string, TreeEntry>>();
const MIN_INDEXED_ENTRIES = 32;

/** The entry with this key; of several the first. */
export function entryOf(tree: Tree | undefined, key: string): TreeEntry | undefined {
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

/** So deep may values stand in each other: what walks a tree walks into each of them. */
export const MAX_TREE_DEPTH = 200;

/** How much a tree is. */
export interface TreeExtent {
  /** Values in it, itself among them. */
  size: number;
  /** How deep they stand in each other; 0 for a scalar. */
  depth: number;
}

const extents = new WeakMap<readonly unknown[], TreeExtent>();

/** Lists and maps that stand in several places are looked at once. */
export function treeExtent(tree: Tree): TreeExtent {
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

/** The value under this key. */
export function valueAtKey(tree: Tree | undefined, key: string): Tree | undefined {
  return entryOf(tree, key)?.value;
}

/** From the key to the end of its value. */
export function entryRange(entry: TreeEntry): SourceRange {
  const { file, start, end } = entry.keyRange;
  const { range } = entry.value;
  return { file, start, end: range.file === file && range.end > end ? range.end : end };
}

/** A tree without its places. */
export function toPlainData(tree: Tree | PlainValue): unknown {
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

/** What a value is, as a person would call it. */
export function describeValue(tree: Tree): string {
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
