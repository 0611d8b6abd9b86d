/** Deletes the record of a run. Its results stay until garbage is collected. */
import { runDirectory } from '../run/index.js';
import {
  artifactDirectory,
  asCollection,
  checkpointDirectory,
  discard,
  openStore,
  StoreError,
  takeOut,
} from '../store/index.js';
import { reachableFrom } from './reachable.js';
import { sizeOf, surveyRuns, surveyStore } from './survey-store.js';

export interface DeletedRun {
  run: string;
  /** Bytes of its folder: record, logs, pictures, exported models. */
  bytes: number;
  /** Results that it names and other runs reach as well, and the runs that name them. */
  shared: { artifacts: number; runs: string[] };
  /** Results and checkpoints that nothing reaches any more: a collection of garbage removes them. */
  unreached: { count: number; bytes: number };
}

/**
 * Deletes the record of a run, or only tells what that would leave.
 *
 * @param run its full name; one whose record can't be read may be deleted as well
 * @throws StoreError if the run is running
 */
export async function deleteRun(
  root: string,
  run: string,
  { dryRun }: { dryRun: boolean },
): Promise<DeletedRun> {
  const store = openStore(root);
  const work = async () => {
    const runs = await surveyRuns(store, new Set([run]));
    const gone = runs.find(({ manifest }) => manifest.run === run);
    if (gone?.needs.some(({ isLiving }) => isLiving))
      throw new StoreError(`The run ${run} is running. Stop it first; then it can be deleted.`);
    const facts = await surveyStore(store);
    const others = runs.filter((one) => one !== gone);
    const before = reachableFrom(
      runs.flatMap(({ needs }) => needs),
      facts,
    );
    const after = reachableFrom(
      others.flatMap(({ needs }) => needs),
      facts,
    );
    const lostArtifacts = [...before.artifacts].filter((id) => !after.artifacts.has(id));
    const lostCheckpoints = [...before.checkpoints].filter((id) => !after.checkpoints.has(id));
    const sizes = await Promise.all([
      ...lostArtifacts.map((id) => sizeOf(artifactDirectory(store, id))),
      ...lostCheckpoints.map((id) => sizeOf(checkpointDirectory(store, id))),
    ]);
    const named = new Set(
      gone?.needs.flatMap(({ phases }) => phases.flatMap(({ artifact }) => artifact ?? [])),
    );
    const sharing = others.filter(({ needs }) =>
      needs.some(({ phases }) => phases.some(({ artifact }) => artifact !== null && named.has(artifact))),
    );
    const directory = runDirectory(store, run);
    const report: DeletedRun = {
      run,
      bytes: await sizeOf(directory),
      shared: {
        artifacts: [...named].filter((id) => after.artifacts.has(id)).length,
        runs: sharing.map(({ manifest }) => manifest.run),
      },
      unreached: {
        count: lostArtifacts.length + lostCheckpoints.length,
        bytes: sizes.reduce((all, size) => all + size, 0),
      },
    };
    return { report, place: dryRun ? null : await takeOut(store, directory) };
  };
  // A collection must not count on a run that is being deleted, nor the other way round.
  const { report, place } = dryRun ? await work() : await asCollection(store, work);
  await discard([place]);
  return report;
}
