import { isDeepStrictEqual } from 'node:util';
import { PROGRAM_FILE, type Manifest } from './manifest.js';
import { readRuns } from './stored-runs.js';

const artifactsOf = ({ phases }: Manifest) =>
  phases.map(({ name, artifact, notRecorded }) => [name, artifact, notRecorded]);

const hasFinished = ({ status }: Manifest): boolean => status === 'done' || status === 'missed';

/** Whether two runs are of the same program and have the same results of its phases: what they export is identical. */
export const haveSameResults = (one: Manifest, other: Manifest): boolean =>
  one.files?.[PROGRAM_FILE] === other.files?.[PROGRAM_FILE] &&
  isDeepStrictEqual(artifactsOf(one), artifactsOf(other));

/** Earlier finished runs with the same program and the same results of its phases, oldest first. */
export async function runsWithSameResults(store: string, manifest: Manifest): Promise<Manifest[]> {
  const { runs } = await readRuns(store);
  return runs.filter((one) => one.run !== manifest.run && hasFinished(one) && haveSameResults(one, manifest));
}

/** All that the reports and the page of a run are made of, beside the results of its phases. */
const pageInputs = ({
  lagraph,
  engine,
  data,
  seed,
  seeds,
  evaluations,
  notExported,
  simulated,
}: Manifest) => ({
  lagraph,
  engine,
  data: data.map(({ name, hash }) => [name, hash]),
  seeds: seeds ?? [seed],
  evaluations: evaluations.map(({ name, key, value, bySeed, expect }) => [name, key, value, bySeed, expect]),
  notExported,
  simulated,
});

/**
 * The earlier runs that a run repeats, newest first: it has trained and computed nothing, and its reports would be
 * theirs. None if it did something.
 */
export async function repeatedRuns(store: string, manifest: Manifest): Promise<Manifest[]> {
  const { phases, evaluations } = manifest;
  const didNothing =
    hasFinished(manifest) &&
    phases.every(({ status }) => status === 'cached') &&
    evaluations.every(({ cached }) => cached);
  if (!didNothing) return [];
  const alike = await runsWithSameResults(store, manifest);
  return alike.filter((one) => isDeepStrictEqual(pageInputs(one), pageInputs(manifest))).reverse();
}
