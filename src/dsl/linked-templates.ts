/**
 * Templates as they are written, for editors: their texts stand where they are used, parameters not substituted. What has
 * an error is left as it is.
 */
import type { TemplateUse } from '../diagnostics/index.js';
import { qualifyMade, type ImportEntry } from './imports/index.js';
import { isUsePlace, placeBelow, placeOfItems, USE_KEYS, type Place } from './parameters/index.js';
import { PART_SECTIONS } from './structure/index.js';
import {
  entriesOfMap,
  findEntry,
  valueAtKey,
  type MapTree,
  type TreeEntry,
  type YamlTree,
} from './text/index.js';

/** Templates by their names, those of parts with a namespace. */
export type LinkedTemplates = ReadonlyMap<string, YamlTree>;

/** Most templates that stand in one another, and most values that they make: editors need no more. */
const MAX_DEPTH = 20;
const MAX_VALUES = 50_000;

export const templatesOf = (tree: YamlTree | undefined): Map<string, YamlTree> =>
  new Map(entriesOfMap(valueAtKey(tree, 'templates')).map(({ key, value }) => [key, value]));

/** A graph in which what its templates make stands where they are used. */
export function putInTemplates(root: MapTree, templates: LinkedTemplates): MapTree {
  if (templates.size === 0) return root;
  let left = MAX_VALUES;
  const walk = (tree: YamlTree, place: Place, open: readonly string[]): YamlTree => {
    left -= 1;
    if (tree.kind === 'list') {
      const inner = placeOfItems(place);
      const value = tree.value.flatMap((item) => {
        const made = walk(item, inner, open);
        return inner === 'layers' && item.kind === 'map' && made.kind === 'list' ? made.value : [made];
      });
      return { ...tree, value };
    }
    if (tree.kind !== 'map') return tree;
    if (isUsePlace(place)) {
      const made = used(tree, place, open);
      if (made) return made;
    }
    const value = tree.value.map((entry) =>
      place === 'graph' && NOT_ENTRIES.has(entry.key)
        ? entry
        : { ...entry, value: walk(entry.value, placeBelow(place, entry.key), open) },
    );
    return { ...tree, value };
  };
  const used = (map: MapTree, place: Place, open: readonly string[]): YamlTree | undefined => {
    const named = valueAtKey(map, 'use');
    const name = named?.kind === 'scalar' ? String(named.value) : undefined;
    const template = name === undefined ? undefined : templates.get(name);
    if (!template || open.includes(name!) || open.length >= MAX_DEPTH || left <= 0) return undefined;
    const body = valueAtKey(template, place) ?? valueAtKey(template, 'value');
    if (!body) return undefined;
    const made = walk(withValues(body, template, valueAtKey(map, 'with')), place, [...open, name!]);
    const own = map.value.filter(({ key }) => !USE_KEYS.includes(key));
    if (made.kind !== 'map') return made;
    return { ...made, value: [...made.value.filter(({ key }) => !findEntry(map, key)), ...own] };
  };
  return walk(root, 'graph', []) as MapTree;
}

const REFERENCE = /^\s*\$\{\s*([A-Za-z_]\w*)\s*\}\s*$/;

/** A template's text in which whole values that are parameters are those that it is given, with their places. */
function withValues(body: YamlTree, template: YamlTree, given: YamlTree | undefined): YamlTree {
  const values = new Map<string, YamlTree>();
  for (const { key, value } of entriesOfMap(valueAtKey(template, 'params')))
    values.set(key, valueAtKey(value, 'default') ?? value);
  for (const { key, value } of entriesOfMap(given))
    values.set(key, { ...value, via: { name: key, range: value.range } });
  const walk = (tree: YamlTree): YamlTree => {
    switch (tree.kind) {
      case 'broken':
        return tree;
      case 'scalar': {
        const name = typeof tree.value === 'string' ? REFERENCE.exec(tree.value)?.[1] : undefined;
        const value = name === undefined ? undefined : values.get(name);
        return value?.kind === 'scalar' ? value : tree;
      }
      case 'list':
        return { ...tree, value: tree.value.map(walk) };
      case 'map':
        return { ...tree, value: tree.value.map((entry) => ({ ...entry, value: walk(entry.value) })) };
    }
  };
  return walk(body);
}

const NOT_ENTRIES: ReadonlySet<string> = new Set(['templates', 'imports', 'words', 'params', 'profiles']);

/** The entries that an import has of a template, under its namespace; undefined if it is none that makes entries. */
export function linkedSet(
  { namespace, entry, use }: ImportEntry,
  templates: LinkedTemplates,
): { sections: ReadonlyMap<string, readonly TreeEntry[]>; params: readonly TreeEntry[] } | undefined {
  const name = use?.kind === 'scalar' ? String(use.value) : undefined;
  const template = name === undefined ? undefined : templates.get(name);
  if (template?.kind !== 'map') return undefined;
  const sections = template.value.filter(({ key }) => (PART_SECTIONS as readonly string[]).includes(key));
  if (sections.length === 0) return undefined;
  const at: TemplateUse = { template: name!, range: use!.range };
  const given = withValues({ ...template, value: sections }, template, valueAtKey(entry.value, 'with'));
  const set = putInTemplates(given as MapTree, templates);
  return {
    sections: qualifyMade(set, namespace, at, null),
    params: entriesOfMap(valueAtKey(template, 'params')),
  };
}
