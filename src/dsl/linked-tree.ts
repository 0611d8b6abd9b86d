import type { PartEntry } from './document.js';
import {
  normalPath,
  partPath,
  putInParts,
  qualifyNames,
  readImports,
  type ReadPart,
} from './imports/index.js';
import { entriesOfMap, parseYaml, valueAtKey, type TreeEntry, type YamlTree } from './text/index.js';

/** A graph as it is written, with what its parts declare under the names that it has for them. */
export interface LinkedTree {
  tree: YamlTree | undefined;
  parts: PartEntry[];
  /** Parameters of its parts, as they are declared, by their names: `digits.latent`. */
  params: TreeEntry[];
}

const MAX_DEPTH = 16;

/**
 * Text -> what is written in it and in its parts: parameters not substituted, loops not unrolled. What can't be read is
 * left out. For editors, whose texts are incomplete most of the time.
 */
export function readLinkedTree(text: string, file: string, readPart: ReadPart): LinkedTree {
  return link(text, file, [normalPath(file)], readPart);
}

function link(text: string, file: string, files: readonly string[], readPart: ReadPart): LinkedTree {
  const tree = parseYaml(text, file, () => undefined, { recover: true });
  const imports = valueAtKey(tree, 'imports');
  if (tree?.kind !== 'map' || !imports) return { tree, parts: [], params: [] };
  const linked = readImports(imports, () => undefined).flatMap((entry) => {
    const part = partPath(file, entry.from.value);
    if (files.includes(part) || files.length > MAX_DEPTH) return [];
    const source = readPart(part);
    if (!('text' in source)) return [];
    return [{ entry, file: part, inner: link(source.text, part, [...files, part], readPart) }];
  });
  const qualified = linked.flatMap(({ entry, inner }) =>
    inner.tree?.kind === 'map'
      ? [{ entry, sections: qualifyNames(inner.tree, entry.namespace, tree, null) }]
      : [],
  );
  return {
    tree: putInParts(tree, qualified),
    parts: linked.flatMap(({ entry: { namespace, from }, file: part, inner }) => [
      { namespace, file: part, range: from.range },
      ...inner.parts.map((one) => ({ ...one, namespace: `${namespace}.${one.namespace}` })),
    ]),
    params: linked.flatMap(({ entry: { namespace }, inner }) =>
      [...entriesOfMap(valueAtKey(inner.tree, 'params')), ...inner.params].map((param) => ({
        ...param,
        key: `${namespace}.${param.key}`,
      })),
    ),
  };
}
