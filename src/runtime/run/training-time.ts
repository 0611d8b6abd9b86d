/** Which trainings are long enough for a comparison of engines to be worth its time. */
import { availableParallelism } from 'node:os';
import { stepsOfPass, type Phase, type Program } from '../../compiler/index.js';
import { estimateWorkloads } from './run-plan.js';

/** Multiply-adds of a thread in a second, roughly: for telling short trainings from long ones. */
const MULTIPLY_ADDS_PER_SECOND = 1e10;
/** The least time of a step, in seconds. */
const LEAST_STEP_SECONDS = 3e-4;
/** A training of less time than this is not worth a measurement, which takes a few seconds. */
const WORTH_SECONDS = 10;

/**
 * Whether a phase's training takes long, as far as its sizes tell.
 *
 * @param work multiply-adds of all its epochs
 * @param examples of the split that it is trained on
 */
export function isLong(phase: Phase, work: number, threads: number, examples: number): boolean {
  const steps = phase.epochs * (phase.stepsPerEpoch ?? stepsOfPass(examples, phase));
  const seconds = Math.max(work / (MULTIPLY_ADDS_PER_SECOND * threads), steps * LEAST_STEP_SECONDS);
  return seconds >= WORTH_SECONDS;
}

/** Whether a graph has a phase whose training takes long, from the sizes that are declared. */
export function isLongTraining(program: Program): boolean {
  const works = new Map(estimateWorkloads(program).map(({ name, work }) => [name, work]));
  return program.phases.some((phase) => {
    const { dataset, split } = phase.data;
    const declared = program.datasets.find(({ name }) => name === dataset)?.splits[split]?.examples;
    return !phase.solve && isLong(phase, works.get(phase.name)!, availableParallelism(), declared ?? 1);
  });
}
