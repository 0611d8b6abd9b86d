import type { SourceNode } from '../dsl/index.js';
import { mergeItem } from './merge-item.js';
import type { MergeConflict, MergeContext } from './merge-context.js';
import { mergeValue } from './merge-value.js';

export interface MarkerOptions {
  /** Characters of a marker: 7 in git. */
  size: number;
  labels: { base: string; ours: string; theirs: string };
}

export interface MergedTexts {
  text: string;
  conflicts: MergeConflict[];
}

/** Merges three source trees of graphs, whose texts end with line breaks. */
export function mergeTrees(
  trees: { base: SourceNode | undefined; ours: SourceNode; theirs: SourceNode },
  markers: MarkerOptions,
  renamedTwice: ReadonlyMap<string, { ours: string; theirs: string }>,
): MergedTexts {
  const conflicts: MergeConflict[] = [];
  const context: MergeContext = {
    mergeItem: (versions, path, frame) => mergeItem(versions, path, frame, context),
    mergeValue: (base, ours, theirs, path) => mergeValue(base, ours, theirs, path, context),
    reportConflict: (path, message) => void conflicts.push({ path: path.join('.'), message }),
    conflictLines: (path, versions) => conflictLines(path.join('.'), versions, markers),
    otherNames: (path) => renamedTwice.get(path.join('.')),
    hasOtherNamesBelow: (path) =>
      [...renamedTwice.keys()].some((one) => path.length === 0 || one.startsWith(`${path.join('.')}.`)),
  };
  const { base, ours, theirs } = trees;
  const merged = context.mergeValue(base, ours, theirs, []);
  if (merged) {
    return { text: merged.style === 'inline' ? `${merged.text}\n` : merged.text, conflicts };
  }
  if (conflicts.length === 0) conflicts.push({ path: '', message: 'both change the whole of it' });
  const versions = { base: base?.source ?? '', ours: ours.source, theirs: theirs.source };
  return { text: conflictLines('', versions, markers), conflicts };
}

/** The versions of something between markers, as git's diff3 style has them. */
export function conflictLines(
  path: string,
  { base, ours, theirs }: { base: string; ours: string; theirs: string },
  { size, labels }: MarkerOptions,
): string {
  const marker = (sign: string, label: string) => `${sign.repeat(size)}${label === '' ? '' : ` ${label}`}\n`;
  const place = path === '' ? '' : `: ${path}`;
  return [
    marker('<', labels.ours + place),
    ours,
    marker('|', labels.base),
    base,
    marker('=', ''),
    theirs,
    marker('>', labels.theirs),
  ].join('');
}
