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
import { readSyntaxTree } from './syntax-tree.js';
import { brokenTree, entriesOfMap, valueAtKey, type TreeEntry, type YamlTree } from './text/index.js';

/** A graph as it is written, with what its parts declare under the names that it has for them. */
export interface LinkedTree {
  tree: YamlTree | undefined;
  parts: PartEntry[];
  /** Parameters of its parts, as they are declared, by their names: `digits.latent`. */
  params: TreeEntry[];
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

function link(
  tree: YamlTree | undefined,
  files: readonly string[],
  loader: PartLoader<YamlTree>,
): LinkedTree {
  const imports = valueAtKey(tree, 'imports');
  if (tree?.kind !== 'map' || !imports) return { tree, parts: [], params: [] };
  const linked = readImports(imports, () => undefined).flatMap((entry) => {
    const part = loader.load(entry, files);
    if (!part) return [];
    const { file } = part;
    return [{ entry, file, inner: link(part.tree, [...files, file], loader) }];
  });
  const qualified = linked.flatMap(({ entry, inner }) =>
    inner.tree?.kind === 'map'
      ? [{ entry, sections: qualifyNames(inner.tree, entry.namespace, tree, null) }]
      : [],
  );
  return {
    tree: putInParts(tree, qualified),
    parts: partEntries(linked),
    params: linked.flatMap(({ entry: { namespace }, inner }) =>
      [...entriesOfMap(valueAtKey(inner.tree, 'params')), ...inner.params].map((param) => ({
        ...param,
        key: `${namespace}.${param.key}`,
      })),
    ),
  };
}
