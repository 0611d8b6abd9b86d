import { longestCommonSubsequence } from '../alignment/index.js';
import { threeWayStretches } from './three-way.js';

/**
 * Comments above an item, merged line by line: lines that both sides add are both kept.
 *
 * @returns undefined if both sides changed the same lines, each in its own way
 */
export function mergeLines(
  base: readonly string[],
  ours: readonly string[],
  theirs: readonly string[],
): readonly string[] | undefined {
  if (sameLines(theirs, base) || sameLines(ours, theirs)) return ours;
  if (sameLines(ours, base)) return theirs;
  const merged: (readonly string[])[] = [];
  const stretches = threeWayStretches(
    longestCommonSubsequence(base, ours),
    longestCommonSubsequence(base, theirs),
    {
      ours: ours.length,
      theirs: theirs.length,
    },
  );
  for (const stretch of stretches) {
    if (stretch.kind === 'kept') {
      merged.push([base[stretch.base]!]);
      continue;
    }
    const before = base.slice(stretch.base.start, stretch.base.end);
    const own = ours.slice(stretch.ours.start, stretch.ours.end);
    const other = theirs.slice(stretch.theirs.start, stretch.theirs.end);
    if (sameLines(other, before) || sameLines(own, other)) merged.push(own);
    else if (sameLines(own, before)) merged.push(other);
    else if (before.every((line) => line === '')) merged.push(keepBoth(own, other));
    else if ([own, other].every((lines) => lines.every((line) => before.includes(line))))
      merged.push(before.filter((line) => own.includes(line) && other.includes(line)));
    else return undefined;
  }
  return merged.flat();
}

export const sameLines = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, at) => one === b[at]);

/** Lines of both, in an order that does not depend on which side is ours; empty lines as in the first. */
function keepBoth(own: readonly string[], other: readonly string[]): readonly string[] {
  const isText = (line: string) => line !== '';
  if (!other.some(isText)) return own;
  if (!own.some(isText)) return other;
  const [first, second] = own.join('\n') < other.join('\n') ? [own, other] : [other, own];
  const have = new Set(first.filter(isText));
  return [...first, ...second.filter((line) => isText(line) && !have.has(line))];
}
