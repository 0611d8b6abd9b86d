/** The training and evaluation steps of a phase, defined once, in plain tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Phase, Program, Wire, WireId } from '../../compiler/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { applyAssignments, assignmentsOfBatch, prepareAssignments } from './apply-assignments.js';
import { captureStep } from './capture-step.js';
import { createForwardPass } from './forward-pass.js';
import { optimizeStepProgram } from './passes/index.js';
import { createStepState } from './step-state.js';
import type { StepProgram } from './step-program.js';
import { computeLossGradients, applyOptimizer } from './optimizer-update.js';

/**
 * One step of training: forward, losses, gradients, the optimizer's update and what is assigned after it, for each of
 * the phase's updates in turn. An update uses the weights that the previous update produced, and the same draws; with `times` above 1 each
 * repetition has draws of its own.
 *
 * Inputs: fields by name; draws by stream; state by name; the numbers `learning_rate/<update>`, and
 * `loss_weight/<update>/<loss>` where a weight moves; those of assignments (see `assignmentScalars`).
 *
 * Results, all scalars: `loss`, and its unweighted terms if there are several or a weight moves: `loss/<term>`, or
 * with several updates `loss/<update>` and `loss/<update>/<term>`; metrics by name. Losses are computed with the
 * weights before their update, metrics with the weights before the step.
 *
 * State: weights; slots and counters of the updates (see `slotStateName`, `counterStateName`).
 *
 * @param batchSize examples in the batch; a smaller last batch needs a program of its own
 * @param options.composites whether operations of a higher level are recorded as one call each
 */
export function trainingStep(
  program: Program,
  phase: Phase,
  batchSize: number,
  { composites = true }: { composites?: boolean } = {},
): StepProgram {
  const step = captureStep(
    `${phase.name}/train@${batchSize}`,
    batchSize,
    (tools) => {
      const state = createStepState(program, tools);
      const results = nullPrototypeRecord<Tensor>();
      const totals: Tensor[] = [];
      const frozen = new Set(phase.frozen);
      const isAssigned = assignmentsOfBatch(phase, batchSize);
      phase.updates.forEach((update, order) => {
        for (let turn = 0; turn < Math.max(1, update.times); turn++) {
          const forward = createForwardPass(
            {
              program,
              tools,
              batchSize,
              weight: state.weight,
              assign: state.assignOnce,
              streamSuffix: turn === 0 ? '' : `@${turn}`,
              frozen,
            },
            phase.wires,
          );
          const { total, terms, gradients } = computeLossGradients(tools, state, forward, phase, update);
          if (turn === 0) {
            const several = phase.updates.length > 1;
            const prefix = several ? `loss/${update.name}` : 'loss';
            if (several) results[prefix] = total;
            const moves = update.losses.some(({ weight }) => typeof weight !== 'number');
            if (terms.size > 1 || moves)
              for (const [name, term] of terms) results[`${prefix}/${name}`] = term;
            totals.push(total);
          }
          if (turn === 0 && order === 0) {
            for (const { name, wire } of phase.metrics) {
              results[name] = tools.inScope(`metric/${name}`, () => scalarMean(forward.value(wire)));
            }
          }
          prepareAssignments(forward, update, isAssigned);
          applyOptimizer(tools, state, update, gradients);
          applyAssignments(tools, state, forward, update, isAssigned);
        }
      });
      const loss = tools.inScope('loss', () => totals.reduce((sum, one) => tf.add(sum, one)));
      return {
        results: nullPrototypeRecord([['loss', loss], ...Object.entries(results)]),
        state: state.changed(),
      };
    },
    { composites },
  );
  return optimizeStepProgram(step);
}

/**
 * A step that evaluates wires, without gradients or updates: for validation, evaluation, feature precomputation and
 * translation grids. Results are the values of the wires: one row per example where the wire has a batch dimension,
 * so that the host can average over batches of any size.
 *
 * Inputs: fields, draws of the wires themselves, and weights as state, which does not change.
 */
export function evaluationStep(
  program: Program,
  wires: readonly Wire[],
  outputs: readonly { name: string; wire: WireId }[],
  batchSize: number,
  name = `evaluate@${batchSize}`,
): StepProgram {
  const step = captureStep(name, batchSize, (tools) => {
    const state = createStepState(program, tools);
    const forward = createForwardPass(
      {
        program,
        tools,
        batchSize,
        weight: state.weight,
        assign: () => undefined,
        streamSuffix: '',
        frozen: new Set(),
      },
      wires,
    );
    return {
      results: Object.fromEntries(outputs.map(({ name: output, wire }) => [output, forward.value(wire)])),
    };
  });
  return optimizeStepProgram(step);
}

/** Mean over all elements: over the examples, and over what an expression leaves of each. */
export function scalarMean(value: Tensor): Scalar {
  return tf.mean(value) as Scalar;
}
