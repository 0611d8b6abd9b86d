/** Creates a run's directory atomically, with its manifest and its program, before anything is trained. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Program } from '../../compiler/index.js';
import { createManifest, MANIFEST_FILE, PROGRAM_FILE, runDirectory, type Manifest } from './manifest.js';
import type { RunOptions } from '../api/index.js';
import type { RunPlan } from './run-plan.js';
import { readRuns } from './stored-runs.js';
import {
  storeWriteOptions,
  startHeartbeat,
  encodeChecksummedJson,
  sha256,
  writeDirectoryAtomically,
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

export async function beginRun(
  program: Program,
  plan: RunPlan,
  options: RunOptions,
  startedAtMs: number,
): Promise<StartedRun> {
  const { store, preflight } = plan;
  const { texts, invocation } = options;
  const files: Record<string, string> = {
    [PROGRAM_FILE]: `${JSON.stringify(program)}\n`,
    ...(texts ? { 'graph.yaml': texts.written, 'resolved.yaml': texts.resolved } : {}),
  };
  const { runs } = await readRuns(store.root);
  const number = 1 + runs.reduce((most, run) => Math.max(most, run.number ?? 0), 0);
  for (;;) {
    const run = createRunName(startedAtMs);
    const manifest = createManifest(
      {
        run,
        number,
        started: new Date(startedAtMs).toISOString(),
        jobs: Math.min(plan.jobs, plan.maxConcurrent),
        engine: preflight.engine,
        data: preflight.datasets,
        sources: preflight.sources,
        simulated: preflight.datasets.some(({ simulated }) => simulated),
        ...(invocation ? { invocation } : {}),
        phases: plan.phases.map((phase) => waitingPhaseRecord(phase, plan)),
        files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256([text])])),
      },
      program,
    );
    const directory = runDirectory(store, run);
    if (
      await writeDirectoryAtomically(
        directory,
        { ...files, [MANIFEST_FILE]: encodeChecksummedJson(manifest) },
        storeWriteOptions(store),
      )
    ) {
      return { manifest, directory, stopHeartbeat: startHeartbeat(join(directory, MANIFEST_FILE)) };
    }
  }
}
