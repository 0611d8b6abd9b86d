/** What the normalizing layers have in common. */
import { Type } from '../schema.js';
import type { Tensor, TfCore } from '../types.js';
import { initializerArgument } from './arguments.js';

export const epsilon = Type.Number({
  default: 0.001,
  exclusiveMinimum: 0,
  description: 'Added to the variance, so that nothing is divided by 0.',
});

export const betaAndGamma = {
  center: Type.Boolean({ default: true, description: 'Whether a learned number (beta) is added.' }),
  scale: Type.Boolean({ default: true, description: 'Whether a learned factor (gamma) is multiplied in.' }),
  beta_initializer: initializerArgument('zeros', 'beta'),
  gamma_initializer: initializerArgument('ones', 'gamma'),
};

/** Mean and variance over axes that stay as sides of 1. */
export function moments(
  tf: TfCore,
  x: Tensor,
  axes: number[],
): { mean: Tensor; centred: Tensor; variance: Tensor } {
  const mean = tf.mean(x, axes, true);
  const centred = tf.sub(x, mean);
  return { mean, centred, variance: tf.mean(tf.square(centred), axes, true) };
}

/** `centred / sqrt(variance + epsilon) * gamma + beta` */
export function normalized(
  tf: TfCore,
  centred: Tensor,
  variance: Tensor,
  small: number,
  weights: Readonly<Record<string, Tensor>>,
): Tensor {
  const { gamma, beta } = weights;
  const spread = tf.rsqrt(tf.add(variance, small));
  const scaled = tf.mul(centred, gamma ? tf.mul(spread, gamma) : spread);
  return beta ? tf.add(scaled, beta) : scaled;
}
