import type { LoadEntry } from '../document.js';
import type { YamlTree } from '../text/index.js';
import {
  entriesOfMap,
  locatedKey,
  locatedOptional,
  locatedValue,
  validEntries,
  writtenValueAt,
} from './reader-helpers.js';

/** `encoder.keras`, or `{file: encoder.keras, until: latent}`; null if no file could be read, which has been reported. */
export function readLoad(tree: YamlTree): LoadEntry | null {
  if (tree.kind !== 'map') return { file: locatedValue<string>(tree), until: null, under: null, names: [] };
  const file = locatedOptional<string>(tree, 'file');
  if (!file) return null;
  return {
    file,
    until: locatedOptional<string>(tree, 'until'),
    under: locatedOptional<string>(tree, 'under'),
    names: validEntries(entriesOfMap(writtenValueAt(tree, 'names'))).map((entry) => ({
      layer: locatedKey(entry),
      of: locatedValue<string>(entry.value),
    })),
  };
}
