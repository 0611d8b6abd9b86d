import { noticeEmitter } from '../api/index.js';
import { openDatasets } from './open-datasets.js';
import { engineNamed } from './engine-selection.js';
import { stepOfPhase } from './step-of-phase.js';
import type { ExplainedPhase, ExplainJob } from '../jobs/index.js';
import type { JobContext } from './job-context.js';

/**
 * Explains how the engine executes the training steps of phases. Frozen features are hoisted as in training, by the
 * metadata of the data; without data, all fields are assumed to be constant from epoch to epoch.
 */
export async function runExplainJob(job: ExplainJob, { emit }: JobContext): Promise<ExplainedPhase[] | null> {
  const { name } = await engineNamed(job.engine);
  if (name !== 'onnx') return null;
  const { explainLoweringOnThisMachine } = await import('../engines/index.js');
  const notice = noticeEmitter(emit);
  const datasets = await openDatasets(job, job.datasets, notice);
  const explained: ExplainedPhase[] = [];
  for (const { name: phaseName, threads } of job.phases) {
    const phase = job.program.phases.find((one) => one.name === phaseName)!;
    const set = datasets.get(phase.data.dataset)?.split(phase.data.split);
    const { step, batchSize } = stepOfPhase(job.program, phase, set);
    explained.push({
      phase: phaseName,
      batchSize,
      ...(await explainLoweringOnThisMachine(step, threads, notice)),
    });
  }
  return explained;
}
