/** Creates a run's directory atomically, with its manifest and its program, before anything is trained. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Program } from '../../compiler/index.js';
import {
  createManifest,
  MANIFEST_FILE,
  PROGRAM_FILE,
  runDirectory,
  type Manifest,
  type RecordFields,
} from './manifest.js';
import type { RunOptions } from '../api/index.js';
import type { RunPlan } from './run-plan.js';
import { readRuns } from './stored-runs.js';
import {
  storeWriteOptions,
  startHeartbeat,
  encodeChecksummedJson,
  sha256,
  writeDirectoryAtomically,
  type Store,
} from '../store/index.js';
import { waitingPhaseRecord } from './train-phases.js';

export interface StartedRun {
  manifest: Manifest;
  directory: string;
  /** Stops the heartbeat (the manifest's modification time) that processes of other hosts go by. */
  stopHeartbeat(): void;
}

/** Names sort by time; the random suffix distinguishes runs of the same second. */
const createRunName = (startedAtMs: number): string => {
  const time = new Date(startedAtMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${time}-${randomBytes(3).toString('hex')}`;
};

/**
 * Writes the record of a run that begins: a directory of its own with manifest and program, whole or not at all.
 *
 * @param number of the run in its store; counted from the runs that are there if it is not given
 */
export async function createRunRecord(
  store: Store,
  program: Program,
  {
    texts,
    startedAtMs,
    number,
    ...fields
  }: Pick<RunOptions, 'texts'> & { startedAtMs: number; number?: number } & Omit<
      RecordFields,
      'run' | 'number' | 'started' | 'files'
    >,
): Promise<{ manifest: Manifest; directory: string }> {
  const files: Record<string, string> = {
    [PROGRAM_FILE]: `${JSON.stringify(program)}\n`,
    ...(texts ? { 'graph.yaml': texts.written, 'resolved.yaml': texts.resolved } : {}),
  };
  const next = number ?? 1 + (await lastNumber(store));
  for (;;) {
    const run = createRunName(startedAtMs);
    const manifest = createManifest(
      {
        run,
        number: next,
        started: new Date(startedAtMs).toISOString(),
        ...fields,
        files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256([text])])),
      },
      program,
    );
    const directory = runDirectory(store, run);
    const isNew = await writeDirectoryAtomically(
      directory,
      { ...files, [MANIFEST_FILE]: encodeChecksummedJson(manifest) },
      storeWriteOptions(store),
    );
    if (isNew) return { manifest, directory };
  }
}

const lastNumber = async (store: Store): Promise<number> =>
  (await readRuns(store.root)).runs.reduce((most, run) => Math.max(most, run.number ?? 0), 0);

export async function beginRun(
  program: Program,
  plan: RunPlan,
  { texts, invocation }: RunOptions,
  startedAtMs: number,
): Promise<StartedRun> {
  const { store, preflight } = plan;
  const { manifest, directory } = await createRunRecord(store, program, {
    startedAtMs,
    ...(texts ? { texts } : {}),
    ...(invocation ? { invocation } : {}),
    jobs: Math.min(plan.jobs, plan.maxConcurrent),
    engine: preflight.engine,
    data: preflight.datasets,
    sources: preflight.sources,
    simulated: preflight.datasets.some(({ simulated }) => simulated),
    phases: plan.phases.map((phase) => waitingPhaseRecord(phase, plan)),
  });
  return { manifest, directory, stopHeartbeat: startHeartbeat(join(directory, MANIFEST_FILE)) };
}
