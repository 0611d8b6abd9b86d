import { randomStream } from '../random-streams/index.js';
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

/**
 * Divide a set by shares, `{ train: 0.8, test: 0.2 }`: a random order is cut at the cumulative shares times the
 * number of examples, rounded down. Examples beyond the sum of the shares are in no part.
 */
export function divideExamples(
  source: IndexedExamples,
  shares: Readonly<Record<string, number>>,
  seed: number,
  name: string,
): Record<string, IndexedExamples> {
  const order = randomStream(seed, name).permutation(0, source.examples);
  const divided = nullPrototypeRecord<IndexedExamples>();
  let share = 0;
  let start = 0;
  for (const [part, size] of Object.entries(shares)) {
    share += size;
    // Shares that add up to 1 in decimal may add up to a little less in binary.
    const end = Math.min(source.examples, Math.floor(share * source.examples + 1e-6));
    divided[part] = subset(source, order.subarray(start, end));
    start = end;
  }
  return divided;
}
