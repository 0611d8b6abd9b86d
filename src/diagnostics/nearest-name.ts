import { editDistance } from './edit-distance.js';
import { fold, isName, NameIndex, type Near, type Wanted } from './name-index.js';
import { namesForSynonym } from './synonyms.js';

/**
 * Did you mean ...? The candidate that is nearest to what was written, or undefined if none is near.
 *
 * Near is: the same but for case, `_` and `-`; what it is called elsewhere; or few slips of the finger (one for short words, at most a third of the
 * letters, never more than three); or the beginning of exactly one candidate.
 */
export const nearestName = (written: string, candidates: Iterable<string>): string | undefined =>
  suggestAmong(written, [candidates]);

/**
 * The same among the candidates of several lists; where two are as near, that of the earlier list. An array that is given
 * again may have grown, and must be as it was otherwise: from the second time on, an index of it answers.
 *
 * @param except a candidate that is no answer
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

/** So many candidates are looked at one by one each time. */
const FEW = 16;

/** Lists that were asked for; null until they are asked for again. */
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
    // In short words everything is near everything: two of three letters must be right.
    if (slips < least && slips * 2 < Math.max(plain.length, other.length)) best = { name: candidate, slips };
  }
  return { ...(best ? { best } : {}), begunWith };
}
