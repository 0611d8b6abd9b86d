import { PART_SECTIONS } from '../structure/index.js';
import type { MapTree, TreeEntry } from '../text/index.js';
import type { ImportEntry } from './read-imports.js';

/** The graph with what its parts declare, behind its own. */
export function putInParts(
  body: MapTree,
  parts: readonly { entry: ImportEntry; sections: ReadonlyMap<string, readonly TreeEntry[]> }[],
): MapTree {
  if (parts.length === 0) return body;
  let { value } = body;
  for (const section of PART_SECTIONS) {
    const added = parts.flatMap(({ sections }) => sections.get(section)!);
    if (added.length === 0) continue;
    const own = value.find(({ key }) => key === section);
    if (own) {
      if (own.value.kind !== 'map') continue;
      const merged: MapTree = { ...own.value, value: [...own.value.value, ...added] };
      value = value.map((entry) => (entry === own ? { ...own, value: merged } : entry));
    } else {
      const { keyRange } = parts[0]!.entry.entry;
      const map: MapTree = { kind: 'map', value: added, range: keyRange, origin: 'import' };
      value = [...value, { key: section, keyRange, value: map }];
    }
  }
  return { ...body, value };
}
