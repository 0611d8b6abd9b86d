import type { OmittedEntry } from './document.js';
import type { ExpandedGraph } from './expand-graph.js';
import { madeOf, namePrefixes } from './names/index.js';
import { entriesOfMap, valueAtKey, type YamlTree } from './text/index.js';

const NAME = /[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*/g;

const KINDS: Readonly<Record<string, OmittedEntry['kind']>> = {
  data: 'data',
  networks: 'network',
  models: 'network',
  plan: 'phase',
};

/**
 * Names in a graph of what has an error elsewhere: of parts that could not be read, and of loops that could not be
 * unrolled. Using them is not a further error.
 */
export function omittedNames(
  root: YamlTree,
  { unread, unmade }: Pick<ExpandedGraph, 'unread' | 'unmade'>,
): OmittedEntry[] {
  if (unread.length === 0 && unmade.length === 0) return [];
  const patterns = unmade.flatMap(({ section, name }) => {
    const kind = Object.hasOwn(KINDS, section) ? KINDS[section] : undefined;
    return kind ? [{ kind, pattern: madeOf(name) }] : [];
  });
  const names = namesIn(root);
  return Object.entries(KINDS).flatMap(([section, kind]) => {
    const declared = new Set(entriesOfMap(valueAtKey(root, section)).map(({ key }) => key));
    return [...names].flatMap((name): OmittedEntry[] => {
      const isOmitted =
        unread.some((space) => name.startsWith(`${space}.`)) ||
        patterns.some((one) => one.kind === kind && one.pattern.test(name));
      return isOmitted && !declared.has(name) ? [{ kind, name }] : [];
    });
  });
}

/** All that may be a name, and what stands before its dots. */
function namesIn(root: YamlTree): Set<string> {
  const names = new Set<string>();
  const read = (text: string) => {
    for (const [found] of text.matchAll(NAME))
      for (const name of namePrefixes(found.replace(/\s+/g, ''))) names.add(name);
  };
  const walk = (tree: YamlTree): void => {
    if (tree.kind === 'scalar') {
      if (typeof tree.value === 'string') read(tree.value);
    } else if (tree.kind === 'list') tree.value.forEach(walk);
    else if (tree.kind === 'map') {
      for (const { key, value } of tree.value) {
        read(key);
        walk(value);
      }
    }
  };
  walk(root);
  return names;
}
