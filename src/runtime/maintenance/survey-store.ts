/** Reads what there is in a store, and which runs need what. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { readRuns, readSeedRecords, withLabels, type BrokenRun, type LabelledRun } from '../run/index.js';
import {
  checkpointsDirectory,
  isLocked,
  listAllArtifacts,
  listDirectory,
  lockDirectory,
  locksDirectory,
  mapInBatches,
  readDescription,
  StoreError,
  type Store,
} from '../store/index.js';
import type { ArtifactFacts, StoreFacts } from './reachable.js';
import { needsOfRun, type RunNeeds } from './run-needs.js';

/** A run of the store, and what it needs, with all of its seeds. */
export interface SurveyedRun extends LabelledRun {
  needs: RunNeeds[];
}

/** What the record of a run that can't be read means for those who remove anything. */
const unknownNeedsMessage = ({ run, directory, problem }: BrokenRun): string =>
  `Nobody knows what the run ${run} needs: ${problem} (${directory}). Nothing was removed.`;

/**
 * All runs with what they need.
 *
 * @throws StoreError if a record can't be read: what that run needs is unknown
 */
export async function surveyRuns(
  { root }: Store,
  except: ReadonlySet<string> = new Set(),
): Promise<SurveyedRun[]> {
  const { runs, broken } = await readRuns(root);
  const unknown = broken.find(({ run }) => !except.has(run));
  if (unknown) throw new StoreError(unknownNeedsMessage(unknown));
  const labelled = await withLabels(root, runs);
  return mapInBatches(labelled, async (run) => {
    const seeds = await readSeedRecords(root, run.manifest.run);
    const lost = seeds.broken[0];
    if (lost && !except.has(run.manifest.run)) throw new StoreError(unknownNeedsMessage(lost));
    return { ...run, needs: [run.manifest, ...seeds.runs].map(needsOfRun) };
  });
}

/** What lies in a store, without its runs. */
export async function surveyStore(store: Store): Promise<StoreFacts> {
  const ids = await listAllArtifacts(store);
  return {
    artifacts: await mapInBatches(ids, (id) => artifactFacts(store, id)),
    checkpoints: (await listDirectory(checkpointsDirectory(store))).sort(),
    locks: await heldLocks(store),
  };
}

async function artifactFacts(store: Store, id: string): Promise<ArtifactFacts> {
  const said = await readDescription(store, id);
  if (said === null) return { id, described: null };
  const { artifact, current } = said;
  const { kind, inputs, networks = [] } = artifact;
  return {
    id,
    described: {
      kind,
      isCurrent: current,
      parents: current ? inputs.parents : [],
      sources: current ? inputs.sources : [],
      networks: networks.flatMap((network) => network?.sha256 ?? []),
    },
  };
}

/** Locks that a living process holds or waits for; those of the dead are removed. */
async function heldLocks(store: Store): Promise<string[]> {
  const held: string[] = [];
  for (const name of await listDirectory(locksDirectory(store)))
    if (await isLocked(lockDirectory(store, name))) held.push(name);
  return held;
}

/** Bytes of a file or of all files below a directory; 0 if it is gone. */
export async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return found.size;
    const names = await readdir(path);
    const sizes = await mapInBatches(names, (name) => sizeOf(join(path, name)));
    return sizes.reduce((all, size) => all + size, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
