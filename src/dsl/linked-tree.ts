import type { PartEntry } from './document.js';
import {
  createPartLoader,
  partEntries,
  putInParts,
  qualifyNames,
  readImports,
  type PartLoader,
  type ReadPart,
} from './imports/index.js';
import { linkedSet, putInTemplates, templatesOf, type LinkedTemplates } from './linked-templates.js';
import { defaultScope } from './made-names.js';
import { substituteAndUnroll } from './parameters/index.js';
import { readSyntaxTree } from './syntax-tree.js';
import { brokenTree, entriesOfMap, valueAtKey, type TreeEntry, type YamlTree } from './text/index.js';

/** A graph as it is written, with what its parts declare under the names that it has for them. */
export interface LinkedTree {
  tree: YamlTree | undefined;
  parts: PartEntry[];
  /** Parameters of its parts, as they are declared, by their names: `digits.latent`. */
  params: TreeEntry[];
  /** Its templates, and those of its parts. */
  templates: LinkedTemplates;
  /** The templates whose entries stand under its namespaces. */
  sets: { namespace: string; template: string }[];
}

/**
 * What is written in a graph -> that and what is written in its parts: parameters not substituted, loops not unrolled.
 * What can't be read is left out. For editors, whose texts are incomplete most of the time.
 */
export function readLinkedTree(tree: YamlTree | undefined, file: string, readPart: ReadPart): LinkedTree {
  // A part in which nothing can be read is one of its parts all the same.
  const parse = (text: string, part: string): YamlTree =>
    readSyntaxTree(text, part) ?? brokenTree({ file: part, start: 0, end: 0 });
  return link(
    tree,
    [file],
    createPartLoader(readPart, () => undefined, parse),
  );
}

/** Imports whose names hold variables stand for several. */
function unrolledImports(tree: YamlTree | undefined): YamlTree | undefined {
  const imports = valueAtKey(tree, 'imports');
  if (!tree || !entriesOfMap(imports).some(({ key }) => key.includes('${'))) return imports;
  return substituteAndUnroll(imports!, defaultScope(tree), () => undefined);
}

function link(
  tree: YamlTree | undefined,
  files: readonly string[],
  loader: PartLoader<YamlTree>,
): LinkedTree {
  const imports = unrolledImports(tree);
  const templates = templatesOf(tree);
  if (tree?.kind !== 'map') return { tree, parts: [], params: [], templates, sets: [] };
  const entries = readImports(imports, () => undefined);
  const linked = entries.flatMap((entry) => {
    const part = entry.use ? undefined : loader.load(entry, files);
    if (!part) return [];
    const { file } = part;
    return [{ entry, file, inner: link(part.tree, [...files, file], loader) }];
  });
  for (const { entry, inner } of linked)
    for (const [name, template] of inner.templates) templates.set(`${entry.namespace}.${name}`, template);
  const own = putInTemplates(tree, templates);
  const sets = entries.flatMap((entry) => {
    const set = linkedSet(entry, templates);
    return set ? [{ entry, ...set }] : [];
  });
  const qualified = linked.flatMap(({ entry, inner }) =>
    inner.tree?.kind === 'map'
      ? [{ entry, sections: qualifyNames(inner.tree, entry.namespace, tree, null) }]
      : [],
  );
  return {
    tree: putInParts(own, [...qualified, ...sets]),
    parts: partEntries(linked),
    params: [
      ...linked.map(({ entry, inner }) => ({
        entry,
        params: [...entriesOfMap(valueAtKey(inner.tree, 'params')), ...inner.params],
      })),
      ...sets,
    ].flatMap(({ entry: { namespace }, params }) =>
      params.map((param) => ({ ...param, key: `${namespace}.${param.key}` })),
    ),
    templates,
    sets: sets.map(({ entry: { namespace, from } }) => ({ namespace, template: from.value })),
  };
}
