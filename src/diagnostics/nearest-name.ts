import { editDistance } from './edit-distance.js';
import { fold, isName, NameIndex, type Near, type Wanted } from './name-index.js';
import { namesForSynonym } from './synonyms.js';

/**
 * The candidate most similar to what was written, or undefined if none is similar. Similar is, in this order: equal
 * after folding case, `_` and `-`; a synonym; within a small edit distance (one for short words, at most a third of
 * the letters, never more than three); or the only candidate that begins with it.
 */
export const nearestName = (written: string, candidates: Iterable<string>): string | undefined =>
  suggestAmong(written, [candidates]);

/**
 * The same for several lists of candidates; of equally similar ones, the one in the earlier list. A list that is
 * passed again may only have grown: from its second use on it is searched with an index.
 *
 * @param except a candidate that is not suggested
 */
export function suggestAmong(
  written: string,
  lists: readonly Iterable<string>[],
  except?: string,
): string | undefined {
  const plain = fold(written);
  if (plain === '') return undefined;
  const wanted: Wanted = {
    plain,
    known: namesForSynonym(plain),
    most: Math.min(3, Math.max(1, Math.floor(plain.length / 3))),
    isOut: (name) => name === written || name === except,
  };
  let best: Near['best'];
  const begunWith = new Set<string>();
  for (const list of lists) {
    const near = indexOf(list)?.near(wanted) ?? nearIn(list, wanted);
    if (near.same !== undefined) return near.same;
    if (near.best && !(best && best.slips <= near.best.slips)) best = near.best;
    for (const name of near.begunWith) begunWith.add(name);
  }
  if (best) return best.name;
  const [only] = begunWith;
  return begunWith.size === 1 ? only : undefined;
}

/** Lists of at most this length are always searched linearly. */
const FEW = 16;

/** Indices of lists; null for a list that was searched once. */
const indices = new WeakMap<object, NameIndex | null>();

function indexOf(list: Iterable<string>): NameIndex | undefined {
  if (!Array.isArray(list) || list.length <= FEW) return undefined;
  const known = indices.get(list);
  if (known) return known;
  const made = known === null ? new NameIndex(list as readonly string[]) : null;
  indices.set(list, made);
  return made ?? undefined;
}

function nearIn(candidates: Iterable<string>, { plain, known, most, isOut }: Wanted): Near {
  let best: Near['best'];
  const begunWith: string[] = [];
  for (const candidate of candidates) {
    if (isOut(candidate) || !isName(candidate)) continue;
    const other = fold(candidate);
    if (other === plain || known.includes(candidate)) return { same: candidate, begunWith };
    if (plain.length >= 3 && begunWith.length < 2 && other.startsWith(plain)) begunWith.push(candidate);
    const least = best?.slips ?? most + 1;
    if (Math.abs(other.length - plain.length) >= least) continue;
    const slips = editDistance(plain, other, least);
    // Any two short words are within a small edit distance: at least two of three letters must match.
    if (slips < least && slips * 2 < Math.max(plain.length, other.length)) best = { name: candidate, slips };
  }
  return { ...(best ? { best } : {}), begunWith };
}
