/** A run's directory: made whole, with its record and its program in it, before anything is trained. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Program } from '../../compiler/index.js';
import { beginManifest, MANIFEST, PROGRAM, runDirectory, type Manifest } from '../manifest.js';
import type { RunOptions } from '../options.js';
import type { Plan } from '../plan.js';
import { lookAtRuns } from '../runs.js';
import { around, keepFresh, seal, sha256, writeWholeDirectory } from '../store/index.js';
import { waiting } from './train-phases.js';

export interface Begun {
  manifest: Manifest;
  directory: string;
  /** Ends the sign of life that those who can't ask for this process see in the manifest's time. */
  rest(): void;
}

/** Names sort by time; the end keeps two of the same second apart. */
const nameRun = (started: number): string => {
  const time = new Date(started).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${time}-${randomBytes(3).toString('hex')}`;
};

export async function beginRun(
  program: Program,
  plan: Plan,
  options: RunOptions,
  started: number,
): Promise<Begun> {
  const { store, survey } = plan;
  const { texts } = options;
  const files: Record<string, string> = {
    [PROGRAM]: `${JSON.stringify(program)}\n`,
    ...(texts ? { 'graph.yaml': texts.written, 'resolved.yaml': texts.resolved } : {}),
  };
  const { runs } = await lookAtRuns(store.root);
  const number = 1 + runs.reduce((most, run) => Math.max(most, run.number ?? 0), 0);
  for (;;) {
    const run = nameRun(started);
    const manifest = beginManifest(
      {
        run,
        number,
        started: new Date(started).toISOString(),
        jobs: Math.min(plan.jobs, plan.together),
        engine: survey.engine,
        data: survey.datasets,
        simulated: survey.datasets.some(({ simulated }) => simulated),
        phases: plan.phases.map((phase) => waiting(phase, plan)),
        files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sha256([text])])),
      },
      program,
    );
    const directory = runDirectory(store, run);
    if (await writeWholeDirectory(directory, { ...files, [MANIFEST]: seal(manifest) }, around(store))) {
      return { manifest, directory, rest: keepFresh(join(directory, MANIFEST)) };
    }
  }
}
