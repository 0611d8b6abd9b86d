import type { Phase, Program } from '../../compiler/index.js';
import { trainingStep } from '../capture/index.js';
import type { ExampleSet } from '../data/index.js';
import {
  hoistFrozenFeatures,
  factsOfExampleSet,
  assumeConstantExamples,
  examplesUsedInTraining,
  stepWires,
} from '../plan/index.js';
import { noticeEmitter } from '../api/index.js';
import { openDatasets } from './open-datasets.js';
import { engineNamed } from './engine-selection.js';
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
    const batchSize = Math.max(1, Math.min(phase.batchSize, set?.examples ?? Infinity));
    const step = await trainingStep(job.program, withoutHoistedFeatures(job.program, phase, set), batchSize);
    explained.push({
      phase: phaseName,
      batchSize,
      ...(await explainLoweringOnThisMachine(step, threads, notice)),
    });
  }
  return explained;
}

/** The phase without its precomputed features. */
function withoutHoistedFeatures(program: Program, phase: Phase, set: ExampleSet | undefined): Phase {
  const known = set ? factsOfExampleSet(set) : assumeConstantExamples(0);
  const { wires } = hoistFrozenFeatures(program, phase, {
    set: known,
    used: examplesUsedInTraining(phase, known.examples),
    wires: phase.wires,
    wanted: stepWires(phase),
  });
  return { ...phase, wires };
}
