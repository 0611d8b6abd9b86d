import { replaceSpans } from '../../diagnostics/index.js';
import { readSourceTree, type SourceNode } from '../../dsl/index.js';
import { nameUses, type NameUse } from './name-uses.js';
import type { Rename } from './find-renames.js';

/** Whether a rename means this use of a name. */
function concerns({ kind, section, from }: Rename, use: NameUse): boolean {
  if (kind !== use.kind) return false;
  return kind === 'field' ? use.name === `${section.split('.')[1]}/${from}` : use.name === from;
}

/**
 * A text in which names are changed, wherever they stand: in declarations, expressions, selectors, references and paths of
 * profiles.
 *
 * @returns the tree of the new text, and for each rename the number of places
 */
export function applyRenames(
  tree: SourceNode,
  renames: readonly Rename[],
): { tree: SourceNode; places: number[] } {
  const places = renames.map(() => 0);
  if (renames.length === 0) return { tree, places };
  const edits = nameUses(tree).flatMap((use) => {
    const at = renames.findIndex((rename) => concerns(rename, use));
    if (at < 0) return [];
    places[at]! += 1;
    return [{ start: use.start, end: use.end, replacement: renames[at]!.to }];
  });
  return {
    tree: edits.length === 0 ? tree : readSourceTree(replaceSpans(tree.source, edits))!,
    places,
  };
}
