import type { SourceItem } from '../dsl/index.js';
import { describeItem } from './describe.js';
import { commentsOf, dataOf, isSameItem } from './identity.js';
import type { Frame, MergeContext, MergedItem, Versions } from './merge-context.js';
import { mergeLines, sameLines } from './merge-lines.js';
import { holdsNames, type Path } from './places.js';
import {
  beginsMidLine,
  commentOf,
  itemLines,
  linesOf,
  renderFlowItem,
  renderItem,
  verbatimValue,
} from './render.js';
import { threeWayValue } from './three-way.js';

/** Merges one entry of a map, or one item of a list, with its comments. */
export function mergeItem(
  versions: Versions<SourceItem>,
  path: Path,
  frame: Frame,
  context: MergeContext,
): MergedItem {
  const { base, ours, theirs } = versions;
  const conflict = (message: string): MergedItem => {
    context.reportConflict(path, message);
    return conflictItem(versions, path, frame, context);
  };
  const names = context.otherNames(path);
  if (names) return conflict(`ours renames it to ${names.ours}, theirs to ${names.theirs}`);
  if (!ours || !theirs) {
    const [own, other] = ours ? (['ours', 'theirs'] as const) : (['theirs', 'ours'] as const);
    const item = ours ?? theirs;
    if (!item) return 'gone';
    if (!base) return verbatimItem(item, frame);
    if (isSameItem(item, base) || isOnlyReformatted(item, base)) return 'gone';
    return conflict(`${other} removes it, ${own} changes it to ${describeItem(item)}`);
  }
  if (!context.hasOtherNamesBelow(path)) {
    const taken = isSameItem(ours, theirs)
      ? versions[frame.host]!
      : base && isSameItem(theirs, base)
        ? ours
        : base && isSameItem(ours, base)
          ? theirs
          : undefined;
    if (taken) return verbatimItem(taken, frame, mergedLead(base, ours, theirs));
  }
  const bothAdd = !base && dataOf(ours.value) !== dataOf(theirs.value);
  if (
    bothAdd &&
    !(holdsNames(path) && ours.value.kind === theirs.value.kind && ours.value.kind !== 'scalar')
  ) {
    return conflict(`both add it: ours ${describeItem(ours)}, theirs ${describeItem(theirs)}`);
  }
  return mergeParts(base, ours, theirs, path, frame, context) ?? conflict(changedByBoth(versions));
}

/** Undefined if both changed the same part. */
function mergeParts(
  base: SourceItem | undefined,
  ours: SourceItem,
  theirs: SourceItem,
  path: Path,
  frame: Frame,
  context: MergeContext,
): MergedItem | undefined {
  if (ours.opaque || theirs.opaque || base?.opaque) return undefined;
  const host = frame.host === 'ours' ? ours : theirs;
  const value = context.mergeValue(base?.value, ours.value, theirs.value, path);
  if (!value) return undefined;
  if (frame.style === 'flow') {
    return value.style === 'inline' ? { text: renderFlowItem(host, value), conflict: false } : undefined;
  }
  const lead = mergedLead(base, ours, theirs);
  const comment = threeWayValue(base ? commentOf(base) : null, commentOf(ours), commentOf(theirs));
  if (!lead || !comment) return undefined;
  const changes = {
    ...(sameLines(lead, leadOf(host)) ? {} : { lead }),
    value,
    ...(comment.value === commentOf(host) ? {} : { comment: comment.value }),
  };
  return { text: renderItem(host, frame.column, changes), conflict: false };
}

const leadOf = (item: SourceItem | undefined): readonly string[] =>
  item && !item.flow ? linesOf(item.source, item.lead) : [];

/** The lines above an item; undefined if both changed the same of them. */
const mergedLead = (base: SourceItem | undefined, ours: SourceItem, theirs: SourceItem) =>
  mergeLines(leadOf(base), leadOf(ours), leadOf(theirs));

function isOnlyReformatted(item: SourceItem, base: SourceItem): boolean {
  return (
    dataOf(item.value) === dataOf(base.value) && commentsOf(item).join('\n') === commentsOf(base).join('\n')
  );
}

/**
 * An item as one of the texts has it.
 *
 * @param lead the lines above it; its own if there are none
 */
export function verbatimItem(item: SourceItem, frame: Frame, lead?: readonly string[]): MergedItem {
  if (frame.style === 'block') {
    const isOwn = !lead || beginsMidLine(item) || sameLines(lead, leadOf(item));
    return { text: itemLines(item, frame.column, isOwn ? undefined : lead), conflict: false };
  }
  const value = verbatimValue(item.value);
  return value.style === 'inline' ? { text: renderFlowItem(item, value), conflict: false } : 'conflict';
}

function conflictItem(
  versions: Versions<SourceItem>,
  path: Path,
  frame: Frame,
  context: MergeContext,
): MergedItem {
  if (frame.style === 'flow') return 'conflict';
  const lines = (item: SourceItem | undefined) => (item ? itemLines(item, frame.column) : '');
  const { base, ours } = versions;
  const names = context.otherNames(path);
  const theirs = names ? lines(versions.theirs).replace(names.ours, names.theirs) : lines(versions.theirs);
  return {
    text: context.conflictLines(path, { base: lines(base), ours: lines(ours), theirs }),
    conflict: true,
  };
}

function changedByBoth({ base, ours, theirs }: Versions<SourceItem>): string {
  const [own, other] = [describeItem(ours!), describeItem(theirs!)];
  if (own === other) return `both change its comments or its form`;
  return `ours ${own}, theirs ${other}${base ? `; it was ${describeItem(base)}` : ''}`;
}
