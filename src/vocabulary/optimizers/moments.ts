/** Shared by Adam and its variants: running averages of gradients and of their squares. */
import { Type } from '../typebox-builders.js';
import {
  exponentialMovingAverage,
  decayArgument,
  optimizerEpsilonArgument,
  learningRateArgument,
  requiredSlot,
} from './define-optimizer.js';
import type { OptimizerDefinition, Tensor, TfCore } from '../definition-types.js';

type UpdateInputs = Parameters<OptimizerDefinition['update']>[2];

export const momentArguments = {
  learning_rate: learningRateArgument(0.001),
  beta_1: decayArgument(0.9, 'Share of the mean gradient that is kept in each step.'),
  beta_2: decayArgument(0.999, 'Share of the mean squared gradient that is kept in each step.'),
  epsilon: optimizerEpsilonArgument,
};

const amsgrad = Type.Boolean({
  default: false,
  description: 'Whether the largest mean squared gradient so far is used (Reddi 2018).',
});

/** Arguments of Adam and AdamW. */
export const adamArguments = { ...momentArguments, amsgrad };

export const momentSlots = [
  { name: 'momentum', start: 0 },
  { name: 'velocity', start: 0 },
];

export const adamSlots = ({ amsgrad }: { amsgrad: boolean }) => [
  ...momentSlots,
  ...(amsgrad ? [{ name: 'velocity_hat', start: 0 }] : []),
];

/** Adam's step (keras/src/optimizers/adam.py): epsilon is added to the square root, not under it. */
export function adamStep(
  tf: TfCore,
  args: { beta_1: number; beta_2: number; epsilon: number; amsgrad: boolean },
  at: UpdateInputs,
): { step: Tensor; slots: Record<string, Tensor> } {
  const { gradient, learningRate: rate, iteration } = at;
  // Keras rounds the decay rates to float32 here, in float64 as well: this way the first steps are Keras's.
  const power = (base: number) => tf.pow(tf.scalar(base), iteration);
  const correction = tf.div(tf.sqrt(tf.sub(1, power(args.beta_2))), tf.sub(1, power(args.beta_1)));
  const momentum = exponentialMovingAverage(tf, requiredSlot(at, 'momentum'), gradient, args.beta_1);
  const velocity = exponentialMovingAverage(
    tf,
    requiredSlot(at, 'velocity'),
    tf.square(gradient),
    args.beta_2,
  );
  const alpha = tf.mul(rate, correction);
  const largest = args.amsgrad ? tf.maximum(requiredSlot(at, 'velocity_hat'), velocity) : velocity;
  const step = tf.div(tf.mul(momentum, alpha), tf.add(tf.sqrt(largest), args.epsilon));
  return { step, slots: { momentum, velocity, ...(args.amsgrad ? { velocity_hat: largest } : {}) } };
}

/**
 * 1 - beta^iteration. The averages of Nadam and Lamb in Keras use the same rounded decay rate as the correction (Adam's don't), so that
 * its error cancels: an expm1 has none.
 */
export const biasCorrection = (tf: TfCore, beta: number, iteration: Tensor): Tensor =>
  tf.neg(tf.expm1(tf.mul(iteration, Math.log(Math.max(beta, 1e-38)))));
