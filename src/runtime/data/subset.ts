import { stream } from '../streams/index.js';
import { byName } from '../../names/index.js';
import type { Examples } from './examples.js';

/** Some examples of a set, in an order of their own. They keep their draws. */
function subset(of: Examples, chosen: Int32Array): Examples {
  const there = (rows: ArrayLike<number>) => {
    const found = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) found[i] = chosen[rows[i]!]!;
    return found;
  };
  return {
    ...of,
    examples: chosen.length,
    fill: (field, rows, visits, out) => of.fill(field, there(rows), visits, out),
    key: (row, visit, every, member) => of.key(chosen[row]!, visit, every, member),
    classes(field) {
      const all = of.classes(field);
      return all && Int32Array.from(chosen, (row) => all[row]!);
    },
  };
}

/**
 * Divide a set by shares, `{ train: 0.8, test: 0.2 }`: a random order is cut at the sums of the shares times the number
 * of examples, rounded down. What the shares leave over is in no part.
 */
export function divide(
  of: Examples,
  parts: Readonly<Record<string, number>>,
  seed: number,
  name: string,
): Record<string, Examples> {
  const order = stream(seed, name).permutation(0, of.examples);
  const divided = byName<Examples>();
  let share = 0;
  let start = 0;
  for (const [part, size] of Object.entries(parts)) {
    share += size;
    // Shares that make 1 on paper may make a little less in binary.
    const end = Math.min(of.examples, Math.floor(share * of.examples + 1e-6));
    divided[part] = subset(of, order.subarray(start, end));
    start = end;
  }
  return divided;
}
