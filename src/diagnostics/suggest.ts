import { namesFor } from './other-names.js';

/**
 * Did you mean ...? The candidate that is nearest to what was written, or undefined if none is near.
 *
 * Near is: the same but for case, `_` and `-`; what it is called elsewhere; or few slips of the finger (one for short words, at most a third of the
 * letters, never more than three); or the beginning of exactly one candidate.
 */
export function suggest(written: string, candidates: Iterable<string>): string | undefined {
  const plain = fold(written);
  if (plain === '') return undefined;
  const known = namesFor(plain);
  const allowed = Math.min(3, Math.max(1, Math.floor(plain.length / 3)));
  let best: string | undefined;
  let least = allowed + 1;
  const begunWith: string[] = [];
  let looked = 0;
  for (const candidate of candidates) {
    // What is no name (and was told to be none) is no answer.
    if (candidate === written || /[\s:@,{}[\]#"'`&*!|>%$]/.test(candidate)) continue;
    looked += 1;
    if (looked > MOST) break;
    const other = fold(candidate);
    if (other === plain || known.includes(candidate)) return candidate;
    if (plain.length >= 3 && other.startsWith(plain)) begunWith.push(candidate);
    if (Math.abs(other.length - plain.length) >= least) continue;
    const slips = editDistance(plain, other, least);
    // In short words everything is near everything: two of three letters must be right.
    if (slips < least && slips * 2 < Math.max(plain.length, other.length)) {
      least = slips;
      best = candidate;
    }
  }
  return best ?? (begunWith.length === 1 ? begunWith[0] : undefined);
}

/** So many candidates are looked at: a graph of thousands of names may have thousands of slips. */
const MOST = 1000;

function fold(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '');
}

/**
 * Slips between two words: a letter too many, too few, wrong, or two neighbours swapped (Damerau-Levenshtein, optimal
 * string alignment). Gives up with `limit` as soon as the answer can't be below it. Places that are further from the
 * diagonal than the limit can be on no way below it, and are not looked at.
 */
export function editDistance(a: string, b: string, limit = Infinity): number {
  const reach = Math.min(limit, Math.max(a.length, b.length));
  if (Math.abs(a.length - b.length) > reach) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const row = new Array<number>(b.length + 1).fill(Infinity);
    const [from, to] = [Math.max(1, i - reach), Math.min(b.length, i + reach)];
    row[0] = i;
    let smallest = from === 1 ? i : Infinity;
    for (let j = from; j <= to; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < smallest) smallest = cost;
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
