import { editDistance } from './edit-distance.js';
import {
  foldName,
  isSimilar,
  isValidName,
  NameIndex,
  type NameMatches,
  type NameQuery,
} from './name-index.js';
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
  const [module = ''] = MODULES.exec(written) ?? [];
  if (module === '') return suggestSimilar(written, lists, except);
  const alone = written.slice(module.length);
  for (const list of lists) for (const name of list) if (name === alone && name !== except) return name;
  return suggestSimilar(alone, lists, except) ?? suggestSimilar(written, lists, except);
}

/** Modules of other frameworks before their names: `nn.Linear`, `tf.keras.layers.Dense`. */
const MODULES =
  /^(?:(?:torch|nn|F|functional|optim|tf|tensorflow|tfa|keras|layers|losses|metrics|optimizers|regularizers|constraints|initializers|activations|np|jnp|sklearn)\.)+/;

function suggestSimilar(
  written: string,
  lists: readonly Iterable<string>[],
  except?: string,
): string | undefined {
  const folded = foldName(written);
  if (folded === '') return undefined;
  const query: NameQuery = {
    folded,
    synonyms: namesForSynonym(folded),
    maxDistance: Math.min(3, Math.max(1, Math.floor(folded.length / 3))),
    isExcluded: (name) => name === written || name === except,
  };
  let best: NameMatches['best'];
  const completions = new Set<string>();
  for (const list of lists) {
    const matches = indexOf(list)?.find(query) ?? findLinearly(list, query);
    if (matches.equal !== undefined) return matches.equal;
    if (matches.best && !(best && best.distance <= matches.best.distance)) best = matches.best;
    for (const name of matches.completions) completions.add(name);
  }
  if (best) return best.name;
  const [only] = completions;
  return completions.size === 1 ? only : undefined;
}

/** Lists of at most this length are always searched linearly. */
const LINEAR_SEARCH_LIMIT = 16;

/** Indices of lists; null for a list that was searched once. */
const indices = new WeakMap<object, NameIndex | null>();

function indexOf(list: Iterable<string>): NameIndex | undefined {
  if (!Array.isArray(list) || list.length <= LINEAR_SEARCH_LIMIT) return undefined;
  const known = indices.get(list);
  if (known) return known;
  const index = known === null ? new NameIndex(list as readonly string[]) : null;
  indices.set(list, index);
  return index ?? undefined;
}

function findLinearly(
  candidates: Iterable<string>,
  { folded, synonyms, maxDistance, isExcluded }: NameQuery,
): NameMatches {
  let best: NameMatches['best'];
  const completions: string[] = [];
  for (const candidate of candidates) {
    if (isExcluded(candidate) || !isValidName(candidate)) continue;
    const other = foldName(candidate);
    if (other === folded || synonyms.includes(candidate)) return { equal: candidate, completions };
    if (folded.length >= 3 && completions.length < 2 && other.startsWith(folded)) completions.push(candidate);
    const limit = best?.distance ?? maxDistance + 1;
    if (Math.abs(other.length - folded.length) >= limit) continue;
    const distance = editDistance(folded, other, limit);
    if (distance < limit && isSimilar(distance, folded.length, other.length))
      best = { name: candidate, distance };
  }
  return { ...(best ? { best } : {}), completions };
}
