/** Finds the result of a key among those that several engines have made. */
import { describedArtifact, findArtifact, listArtifacts } from './artifact-cache.js';
import type { Artifact } from './artifact-description.js';
import { chosenNames, type EngineChoice } from './artifact-ids.js';
import type { Store } from './store-layout.js';

/** An artifact, and its name in the store. */
export interface StoredResult {
  id: string;
  artifact: Artifact;
}

export interface ResultLookup {
  result: StoredResult | null;
  /** Artifacts that count and are broken. */
  broken: { id: string; problem: string }[];
}

/**
 * The first intact result, every byte of it verified: of the chosen engine if there is one, otherwise the oldest, so that
 * the choice does not change when others are added.
 *
 * @param prefix what the names of the results begin with: a key and a dot
 * @param fits whether a result is wanted, from its description
 */
export async function findResult(
  store: Store,
  prefix: string,
  choice: EngineChoice,
  fits: (artifact: Artifact) => boolean = () => true,
): Promise<ResultLookup> {
  const ids = chosenNames(await listArtifacts(store, prefix), choice);
  const candidates = await Promise.all(
    ids.map(async (id) => ({ id, artifact: ids.length > 1 ? await describedArtifact(store, id) : null })),
  );
  const own = new Set(chosenNames(ids, { ...choice, only: true }));
  const age = (one: (typeof candidates)[number]) => one.artifact?.made ?? '';
  candidates.sort(
    (a, b) =>
      Number(own.has(b.id)) - Number(own.has(a.id)) || compareText(age(a), age(b)) || compareText(a.id, b.id),
  );
  const broken: ResultLookup['broken'] = [];
  for (const { id, artifact } of candidates) {
    if (artifact && !fits(artifact)) continue;
    const found = await findArtifact(store, id);
    if (found.status === 'corrupt') broken.push({ id, problem: found.problem });
    if (found.status === 'found' && fits(found.artifact))
      return { result: { id, artifact: found.artifact }, broken };
  }
  return { result: null, broken };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
