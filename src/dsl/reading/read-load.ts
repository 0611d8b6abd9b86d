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

/** `encoder.keras`, or `{file: encoder.keras, until: latent}`. The tree has no broken parts. */
export function readLoad(tree: YamlTree): LoadEntry {
  if (tree.kind !== 'map') return { file: locatedValue<string>(tree), until: null, under: null, names: [] };
  return {
    file: locatedValue<string>(writtenValueAt(tree, 'file')!),
    until: locatedOptional<string>(tree, 'until'),
    under: locatedOptional<string>(tree, 'under'),
    names: validEntries(entriesOfMap(writtenValueAt(tree, 'names'))).map((entry) => ({
      layer: locatedKey(entry),
      of: locatedValue<string>(entry.value),
    })),
  };
}
