/** Creates a run's directory atomically, with its manifest and its program, before anything is trained. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Program } from '../../compiler/index.js';
import {
  createManifest,
  MANIFEST_FILE,
  nameOfSeed,
  PROGRAM_FILE,
  runDirectory,
  type Manifest,
  type RecordFields,
} from './manifest.js';
import type { PartText, RunOptions } from '../api/index.js';
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

type NewRecord = Pick<RunOptions, 'texts'> & { startedAtMs: number } & Omit<
    RecordFields,
    'run' | 'number' | 'started' | 'files' | 'parts'
  >;

/**
 * Writes the record of a run that begins: a directory of its own with manifest and program, whole or not at all.
 *
 * @param number of the run in its store; counted from the runs that are there if it is not given
 */
export async function createRunRecord(
  store: Store,
  program: Program,
  { number, ...record }: NewRecord & { number?: number },
): Promise<{ manifest: Manifest; directory: string }> {
  const next = number ?? 1 + (await lastNumber(store));
  for (;;) {
    const run = createRunName(record.startedAtMs);
    const written = await writeRecord(store, program, { run, number: next }, record);
    if (written) return written;
  }
}

/** Where the texts of parts lie in the run's directory: under their namespaces. */
function partRecords(parts: readonly PartText[]): { file: string; copy: string; text: string }[] {
  const taken = new Set<string>();
  return parts.map(({ namespace, file, text }) => {
    // Some file systems take small and capital letters for the same.
    let copy = `part.${namespace}.yaml`;
    for (let count = 2; taken.has(copy.toLowerCase()); count += 1) copy = `part.${namespace}.${count}.yaml`;
    taken.add(copy.toLowerCase());
    return { file, copy, text };
  });
}

/** Null if there is a record of this name. */
async function writeRecord(
  store: Store,
  program: Program,
  name: Pick<Manifest, 'run' | 'number'>,
  { texts, startedAtMs, ...fields }: NewRecord,
): Promise<{ manifest: Manifest; directory: string } | null> {
  const files: { [file: string]: string } = {
    [PROGRAM_FILE]: `${JSON.stringify(program)}\n`,
    ...(texts ? { 'graph.yaml': texts.written, 'resolved.yaml': texts.resolved } : {}),
  };
  const parts = partRecords(texts?.parts ?? []);
  for (const { copy, text } of parts) files[copy] = text;
  const manifest = createManifest(
    {
      ...name,
      ...(parts.length > 0 ? { parts: parts.map(({ file, copy }) => ({ file, copy })) } : {}),
      started: new Date(startedAtMs).toISOString(),
      ...fields,
      files: Object.fromEntries(Object.entries(files).map(([file, text]) => [file, sha256([text])])),
    },
    program,
  );
  const directory = runDirectory(store, name.run);
  const isNew = await writeDirectoryAtomically(
    directory,
    { ...files, [MANIFEST_FILE]: encodeChecksummedJson(manifest) },
    storeWriteOptions(store),
  );
  return isNew ? { manifest, directory } : null;
}

const lastNumber = async (store: Store): Promise<number> =>
  (await readRuns(store.root)).runs.reduce((most, run) => Math.max(most, run.number ?? 0), 0);

export async function beginRun(
  program: Program,
  plan: RunPlan,
  options: RunOptions,
  startedAtMs: number,
): Promise<StartedRun> {
  const { store } = plan;
  return withHeartbeat(await createRunRecord(store, program, recordOfPlan(plan, options, startedAtMs)));
}

/** Writes the record of a further seed into the folder of its run. */
export async function beginSeed(
  run: string,
  program: Program,
  plan: RunPlan,
  options: RunOptions,
  startedAtMs: number,
): Promise<StartedRun> {
  const name = nameOfSeed(run, program.seed);
  const record = recordOfPlan(plan, options, startedAtMs);
  const written = await writeRecord(plan.store, program, { run: name }, record);
  if (!written) throw new Error(`${name} is there already`);
  return withHeartbeat(written);
}

function recordOfPlan(plan: RunPlan, { texts, invocation }: RunOptions, startedAtMs: number): NewRecord {
  const { preflight } = plan;
  return {
    startedAtMs,
    ...(texts ? { texts } : {}),
    ...(invocation ? { invocation } : {}),
    jobs: Math.min(plan.jobs, plan.maxConcurrent),
    engine: preflight.engine,
    data: preflight.datasets,
    sources: preflight.sources,
    ...(plan.weights.length > 0 ? { weights: plan.weights } : {}),
    simulated: preflight.datasets.some(({ simulated }) => simulated),
    phases: plan.phases.map((phase) => waitingPhaseRecord(phase, plan)),
  };
}

const withHeartbeat = (written: { manifest: Manifest; directory: string }): StartedRun => ({
  ...written,
  stopHeartbeat: startHeartbeat(join(written.directory, MANIFEST_FILE)),
});
