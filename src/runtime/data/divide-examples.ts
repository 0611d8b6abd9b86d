import type { DataStep } from '../../compiler/index.js';
import { randomStream, type RandomStream } from '../random-streams/index.js';
import { DataError } from './data-error.js';
import { numbersOf } from './numbers-of-field.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { IndexedExamples } from './indexed-examples.js';

/** A subset of a set's examples, in an order of its own. They keep their draws. */
export function subset(source: IndexedExamples, chosen: Int32Array): IndexedExamples {
  const there = (rows: ArrayLike<number>) => {
    const found = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) found[i] = chosen[rows[i]!]!;
    return found;
  };
  return {
    ...source,
    examples: chosen.length,
    gather: (field, rows, visits, out) => source.gather(field, there(rows), visits, out),
    drawKey: (row, visit, every, member) => source.drawKey(chosen[row]!, visit, every, member),
    classes(field) {
      const all = source.classes(field);
      return all && Int32Array.from(chosen, (row) => all[row]!);
    },
  };
}

type SplitStep = Pick<Extract<DataStep, { step: 'split' }>, 'parts' | 'group' | 'stream'>;

/**
 * Divide a set by shares, `{ train: 0.8, test: 0.2 }`: a random order is cut at the cumulative shares times the
 * number of examples, rounded down. Examples beyond the sum of the shares are in no part.
 */
export function divideExamples(
  source: IndexedExamples,
  { parts, group, stream }: SplitStep,
  seed: number,
): Record<string, IndexedExamples> {
  const draws = randomStream(seed, stream);
  const order = draws.permutation(0, source.examples);
  const ends = boundaries(parts, source.examples);
  const names = Object.keys(parts);
  const divided =
    group === undefined ? cut(order, ends) : cutBetweenGroups(order, ends, groupsOf(source, group), draws);
  const empty = divided.findIndex((rows) => rows.length === 0);
  if (group !== undefined && empty >= 0)
    throw new DataError(
      `No examples come into the part ${names[empty]!}: the groups of ${group} are too large, or too few, for its share.`,
    );
  return nullPrototypeRecord(names.map((name, at) => [name, subset(source, divided[at]!)]));
}

/** The number of examples before which each part ends. */
function boundaries(parts: SplitStep['parts'], examples: number): number[] {
  let share = 0;
  return Object.values(parts).map((size) => {
    share += size;
    // Shares that add up to 1 in decimal may add up to a little less in binary.
    return Math.min(examples, Math.floor(share * examples + 1e-6));
  });
}

const cut = (order: Int32Array, ends: readonly number[]): Int32Array[] =>
  ends.map((end, at) => order.subarray(ends[at - 1] ?? 0, end));

/** Groups in a random order, each whole in the part that its middle falls into. */
function cutBetweenGroups(
  order: Int32Array,
  ends: readonly number[],
  groupOf: ArrayLike<number>,
  draws: RandomStream,
): Int32Array[] {
  const sizes = new Map<number, number>();
  for (let row = 0; row < groupOf.length; row += 1)
    sizes.set(groupOf[row]!, (sizes.get(groupOf[row]!) ?? 0) + 1);
  // In an order that does not depend on that of the examples.
  const groups = [...sizes.keys()].sort((a, b) => a - b);
  const partOf = new Map<number, number>();
  let start = 0;
  for (const at of draws.permutation(1, groups.length)) {
    const group = groups[at]!;
    const size = sizes.get(group)!;
    partOf.set(
      group,
      ends.findIndex((end) => start + size / 2 <= end),
    );
    start += size;
  }
  return ends.map((_, part) => order.filter((row) => partOf.get(groupOf[row]!) === part));
}

/** A number for each example, equal where they belong together. */
const groupsOf = (set: IndexedExamples, field: string): ArrayLike<number> =>
  set.classes(field) ?? numbersOf(set, field);
