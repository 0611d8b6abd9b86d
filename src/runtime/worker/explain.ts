import type { Phase, Program } from '../../compiler/index.js';
import { trainingStep } from '../capture/index.js';
import type { ExampleSet } from '../data/index.js';
import { hoistFeatures, knownOf, unseen, usedInTraining, wantedWires } from '../hoisting.js';
import { noticesTo } from '../events.js';
import { openDatasets } from './datasets.js';
import { engineNamed } from './engines.js';
import type { ExplainedPhase, ExplainJob } from './jobs.js';
import type { Surroundings } from './perform.js';

/**
 * What the engine makes of the training steps of phases. Frozen features are taken out of a step as training does, by
 * what the data say of themselves; without data, all fields are taken to stay the same from epoch to epoch.
 */
export async function runExplain(job: ExplainJob, { emit }: Surroundings): Promise<ExplainedPhase[] | null> {
  const { name } = await engineNamed(job.engine);
  if (name !== 'onnx') return null;
  const { explainHere } = await import('../engines/index.js');
  const notice = noticesTo(emit);
  const datasets = await openDatasets(job, job.datasets, notice);
  const explained: ExplainedPhase[] = [];
  for (const { name: phaseName, threads } of job.phases) {
    const phase = job.program.phases.find((one) => one.name === phaseName)!;
    const set = datasets.get(phase.data.dataset)?.split(phase.data.split);
    const batchSize = Math.max(1, Math.min(phase.batchSize, set?.examples ?? Infinity));
    const step = await trainingStep(job.program, stepOf(job.program, phase, set), batchSize);
    explained.push({
      phase: phaseName,
      batchSize,
      ...(await explainHere(step, threads, notice)),
    });
  }
  return explained;
}

/** The phase without what is computed once, before its first step. */
function stepOf(program: Program, phase: Phase, set: ExampleSet | undefined): Phase {
  const known = set ? knownOf(set) : unseen(0);
  const { wires } = hoistFeatures(program, phase, {
    set: known,
    used: usedInTraining(phase, known.examples),
    wires: phase.wires,
    wanted: wantedWires(phase),
  });
  return { ...phase, wires };
}
