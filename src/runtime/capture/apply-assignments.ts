/** What a phase assigns to weights after an update: averages, bounds, norms and values. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { isOfWholeBatch, type Assignment, type Phase, type Update } from '../../compiler/index.js';
import type { CaptureTools } from './capture-step.js';
import type { ForwardPass } from './forward-pass.js';
import type { StepState } from './step-state.js';

/** Keras's `epsilon()`. */
const EPSILON = 1e-7;

/** Names of the numbers that the host sets for an assignment, by its place in its update. */
export const assignmentScalars = (update: string, at: number) => ({
  /** The share that an average keeps, and the rest of 1. */
  decay: `decay/${update}/${at}`,
  rest: `decay_rest/${update}/${at}`,
  /** Whether it is done in this step: 1 or 0. */
  isDue: `assigned/${update}/${at}`,
});

/** Computes what assigned values are made of, with the weights as the update has them. */
export function prepareAssignments(
  forward: ForwardPass,
  { assignments = [] }: Update,
  isDone: (assignment: Assignment) => boolean,
): void {
  for (const one of assignments) if (one.kind === 'assign' && isDone(one)) forward.prepare(one.wire);
}

/** Which assignments a batch does: in one that is smaller than the others, not those whose shape is that of a whole one. */
export const assignmentsOfBatch =
  ({ wires, batchSize }: Phase, examples: number) =>
  (assignment: Assignment): boolean =>
    examples === batchSize || assignment.kind !== 'assign' || !isOfWholeBatch(wires, assignment.wire);

export function applyAssignments(
  tools: CaptureTools,
  state: StepState,
  forward: ForwardPass,
  update: Update,
  isDone: (assignment: Assignment) => boolean,
): void {
  (update.assignments ?? []).forEach((assignment, at) => {
    if (!isDone(assignment)) return;
    const names = assignmentScalars(update.name, at);
    tools.inScope(`after_update/${update.name}`, () => {
      const isDue =
        assignment.every > 1 ? tools.hold(tf.greater(tools.scalar(names.isDue), tf.scalar(0.5))) : null;
      // All values are computed before the first is assigned.
      for (const [weight, value] of newValues(assignment, names, tools, state, forward))
        state.set(weight, isDue ? tf.where(isDue, value, state.weight(weight)) : value);
    });
  });
}

function newValues(
  assignment: Assignment,
  names: ReturnType<typeof assignmentScalars>,
  tools: CaptureTools,
  state: StepState,
  forward: ForwardPass,
): [weight: string, value: Tensor][] {
  switch (assignment.kind) {
    case 'ema': {
      const [decay, rest] = [tools.scalar(names.decay), tools.scalar(names.rest)];
      return assignment.weights.map(({ target, of }) => [
        target,
        tf.add(tf.mul(state.weight(target), decay), tf.mul(state.weight(of), rest)),
      ]);
    }
    case 'clip':
      return assignment.weights.map((weight) => [weight, clipped(state.weight(weight), assignment)]);
    case 'unit_norm':
      return assignment.weights.map(({ weight, axes }) => {
        const value = state.weight(weight);
        const norm = tf.sqrt(tf.sum(tf.square(value), axes, true));
        return [weight, tf.div(value, tf.add(norm, tf.scalar(EPSILON)))];
      });
    case 'assign': {
      const value = forward.updatedValue(assignment.wire);
      return [[assignment.weight, value.dtype === 'float32' ? value : tf.cast(value, 'float32')]];
    }
  }
}

function clipped(value: Tensor, { min, max }: { min: number | null; max: number | null }): Tensor {
  const raised = min === null ? value : tf.maximum(value, tf.scalar(min));
  return max === null ? raised : tf.minimum(raised, tf.scalar(max));
}
