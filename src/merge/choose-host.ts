import type { SourceCollection } from '../dsl/index.js';
import { commentsIn } from './identity.js';
import type { Side } from './merge-context.js';

/**
 * The side whose text of a collection is edited: ours, unless only theirs has another form (block instead of flow, entries
 * in another order, comments between brackets).
 *
 * @returns undefined if comments between brackets have no place in the result
 */
export function chooseHost(
  {
    base,
    ours,
    theirs,
  }: { base: SourceCollection | undefined; ours: SourceCollection; theirs: SourceCollection },
  order: (collection: SourceCollection) => string,
): { side: Side; bothReordered: boolean } | undefined {
  const reordered = (side: SourceCollection) => base !== undefined && order(side) !== order(base);
  const bothReordered = reordered(ours) && reordered(theirs) && order(ours) !== order(theirs);
  // What is in block style holds everything; between brackets there are no lines for comments.
  const [own, other] = ours.flow ? [ours, theirs] : [theirs, ours];
  // Comments between brackets belong to no entry, and would be lost.
  if (own.flow !== other.flow && own.hasInnerComments) return undefined;
  if (ours.flow !== theirs.flow) return { side: ours.flow ? 'theirs' : 'ours', bothReordered };
  if (ours.flow) {
    const comments = (one: SourceCollection | undefined) => (one ? commentsIn(one).join('\n') : '');
    const changed = (side: SourceCollection) => comments(side) !== comments(base);
    if (changed(ours) && changed(theirs) && comments(ours) !== comments(theirs)) return undefined;
    if (changed(theirs) !== changed(ours))
      return { side: changed(theirs) ? 'theirs' : 'ours', bothReordered };
  }
  return { side: reordered(theirs) && !reordered(ours) ? 'theirs' : 'ours', bothReordered };
}
