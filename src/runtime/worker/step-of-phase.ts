/** The training step of a phase as it is captured in training, from metadata of the data alone. */
import type { Phase, Program } from '../../compiler/index.js';
import { trainingStep, type StepProgram } from '../capture/index.js';
import type { ExampleSet } from '../data/index.js';
import {
  assumeConstantExamples,
  examplesUsedInTraining,
  factsOfExampleSet,
  hoistFrozenFeatures,
  stepWires,
} from '../plan/index.js';

/**
 * Frozen features are hoisted as in training; without data, all fields are assumed to be constant from epoch to epoch.
 *
 * @param set the examples that the phase is trained on, if they were read
 */
export function stepOfPhase(
  program: Program,
  phase: Phase,
  set: ExampleSet | undefined,
): { step: StepProgram; batchSize: number } {
  const batchSize = Math.max(1, Math.min(phase.batchSize, set?.examples ?? Infinity));
  return { batchSize, step: trainingStep(program, withoutHoistedFeatures(program, phase, set), batchSize) };
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
