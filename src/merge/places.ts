/** What the place of a map or a list in a graph says about its order. Paths are keys, and numbers of list items. */
import type { SourceCollection, SourceNode } from '../dsl/index.js';

export type Path = readonly string[];

const SECTIONS: ReadonlySet<string> = new Set([
  'params',
  'profiles',
  'templates',
  'data',
  'networks',
  'models',
  'functions',
  'plan',
  'evaluate',
  'report',
]);

/** Maps of names whose entries both sides may add to, even where neither had the map before. */
const NAME_MAPS: ReadonlySet<string> = new Set(['metrics', 'wires', 'start', 'initial', 'rates']);

/** Lists whose order means nothing: what both sides add stands side by side. */
const SETS: ReadonlySet<string> = new Set(['train', 'freeze', 'after', 'curves', 'choices']);

/** Lists of texts that are no values: each may be changed by itself. */
const TEXT_LISTS: ReadonlySet<string> = new Set(['rows', 'outputs', 'of', 'layers', 'residual']);

/** Whether what both sides added is merged entry by entry. */
export const holdsNames = (path: Path): boolean =>
  (path.length === 1 && SECTIONS.has(path[0]!)) ||
  (path.length === 3 && path[0] === 'templates' && SECTIONS.has(path[2]!)) ||
  (path[0] === 'plan' && NAME_MAPS.has(path.at(-1)!));

/** Whether the order of a map's entries means something: inputs are given in it. */
export const isOrderedMap = (path: Path): boolean =>
  path.at(-1) === 'inputs' &&
  (((path[0] === 'networks' || path[0] === 'models') && path.length === 3) || path[0] === 'templates');

/** Whether the entries of a map see those above them, or go before them, so that an order that both sides changed is a conflict. */
export const hasReadingOrder = (path: Path): boolean =>
  isOrderedMap(path) || ['nodes', 'wires', 'add', 'assign', 'rates'].includes(path.at(-1)!);

export type ListOrder = 'set' | 'ordered' | 'value';

/** `value`: a list that is one value, as a shape is. */
export function listOrder(path: Path, lists: readonly (SourceCollection | undefined)[]): ListOrder {
  const key = path.at(-1)!;
  if (SETS.has(key) || (path.length === 1 && key === 'report')) return 'set';
  if (TEXT_LISTS.has(key)) return 'ordered';
  return lists.some((list) => list?.items.some(({ value }) => value.kind !== 'scalar')) ? 'ordered' : 'value';
}

/** The word of a map that is a word with its arguments: `{Adam: 0.001}`, `{Dense: 32, name: latent}`. */
export function wordOf(node: SourceNode, path: Path): string | undefined {
  if (node.kind !== 'map') return undefined;
  const words = node.items.filter(({ key }) => /^[A-Z]/.test(key!));
  if (words.length === 1) return words[0]!.key;
  return path.at(-1)?.endsWith('initializer') && node.items.length === 1 ? node.items[0]!.key : undefined;
}
