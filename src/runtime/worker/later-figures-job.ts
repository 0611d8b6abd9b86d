import { noticeEmitter } from '../api/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { openStore, saveArtifact, storedName } from '../store/index.js';
import { createPhaseClock, createValidationLoop, loadWeights } from '../trainer/index.js';
import type { JobResults, LaterFiguresJob } from '../jobs/index.js';
import { engineForJob } from './engine-selection.js';
import { artifactDescription, quarantineIfBroken } from './evaluation-jobs.js';
import type { JobContext } from './job-context.js';
import { openDatasets } from './open-datasets.js';

/**
 * Computes figures of a phase's validation from the weights that the phase has left: those that it would have recorded
 * for the epoch that was kept. Stores each.
 */
export async function runLaterFiguresJob(
  job: LaterFiguresJob,
  { emit, stop }: JobContext,
): Promise<JobResults['figures']> {
  const store = openStore(job.store);
  const { program, threads, simulated } = job;
  const phase = program.phases.find(({ name }) => name === job.phase)!;
  const engine = await engineForJob(job);
  engine.warm?.();
  const notice = noticeEmitter(emit, phase.name);
  const datasets = await openDatasets(job, job.hashes, notice);
  const weights = await loadWeights(program, store, job.networks);
  const begun = performance.now();
  const { precision } = phase;
  const session = await engine.open({
    threads,
    ...(precision && engine.precisions.includes(precision) ? { precision } : {}),
    notice,
  });
  const values = nullPrototypeRecord<number>();
  try {
    await session.write(weights);
    const validation = createValidationLoop(
      { program, phase, datasets, clock: createPhaseClock(), emit, stop },
      session,
    )!;
    Object.assign(values, await validation());
  } finally {
    await session.close();
  }
  const seconds = (performance.now() - begun) / 1000;
  const computed = nullPrototypeRecord<number>();
  for (const { name, key, inputs } of job.figures) {
    const value = values[name]!;
    computed[name] = value;
    // JSON has no NaN.
    if (!Number.isFinite(value)) continue;
    await quarantineIfBroken(store, storedName(key, [engine.name]));
    const what = { key, kind: 'figure' as const, name, inputs, simulated, metrics: { value }, seconds };
    await saveArtifact(store, artifactDescription(what, engine, threads), null);
  }
  return computed;
}
