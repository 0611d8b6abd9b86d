import type { SourceNode } from '../dsl/index.js';
import { dataOf, nodeText } from './identity.js';
import type { MergeContext } from './merge-context.js';
import { mergeList } from './merge-list.js';
import { mergeMap } from './merge-map.js';
import { listOrder, type Path } from './places.js';
import { verbatimValue, type RenderedValue } from './render.js';

/** The merged value; undefined if both sides changed it, each in its own way. */
export function mergeValue(
  base: SourceNode | undefined,
  ours: SourceNode,
  theirs: SourceNode,
  path: Path,
  context: MergeContext,
): RenderedValue | undefined {
  if (!context.hasOtherNamesBelow(path)) {
    if (nodeText(ours) === nodeText(theirs)) return verbatimValue(ours);
    if (base && nodeText(theirs) === nodeText(base)) return verbatimValue(ours);
    if (base && nodeText(ours) === nodeText(base)) return verbatimValue(theirs);
  }
  if (ours.props === theirs.props && (!base || base.props === ours.props)) {
    const before = base?.kind === ours.kind ? base : undefined;
    const comparable = !base || before !== undefined;
    if (comparable && ours.kind === 'map' && theirs.kind === 'map') {
      return mergeMap({ base: before as typeof ours | undefined, ours, theirs }, path, context);
    }
    if (comparable && ours.kind === 'list' && theirs.kind === 'list') {
      const lists = { base: before as typeof ours | undefined, ours, theirs };
      if (listOrder(path, Object.values(lists)) !== 'value') return mergeList(lists, path, context);
    }
  }
  return mergeWhole(base, ours, theirs);
}

/** A value that is taken as one piece: what it says decides, and after that how it is written. */
function mergeWhole(
  base: SourceNode | undefined,
  ours: SourceNode,
  theirs: SourceNode,
): RenderedValue | undefined {
  const hasComments = [ours, theirs].some(
    (node) => verbatimValue(node).text.includes('#') && node.kind !== 'scalar',
  );
  if (hasComments) return undefined;
  const before = base && dataOf(base);
  if (dataOf(ours) === dataOf(theirs) || dataOf(theirs) === before) return verbatimValue(ours);
  return dataOf(ours) === before ? verbatimValue(theirs) : undefined;
}
