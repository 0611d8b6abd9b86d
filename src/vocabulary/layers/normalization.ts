/** Shared by the normalization layers. */
import { Type } from '../typebox-builders.js';
import type { Tensor, TfCore } from '../definition-types.js';
import { initializerArgument } from './arguments.js';

export const varianceEpsilonArgument = Type.Number({
  default: 0.001,
  exclusiveMinimum: 0,
  description: 'Added to the variance, so that nothing is divided by 0.',
});

export const betaAndGammaArguments = {
  center: Type.Boolean({ default: true, description: 'Whether a learned number (beta) is added.' }),
  scale: Type.Boolean({ default: true, description: 'Whether a learned factor (gamma) is multiplied in.' }),
  beta_initializer: initializerArgument('zeros', 'beta'),
  gamma_initializer: initializerArgument('ones', 'gamma'),
};

/** `(x - rest) / sqrt(variance + epsilon) * gamma + beta` */
export function scaleAndShiftNormalized(
  tf: TfCore,
  x: Tensor,
  variance: Tensor,
  epsilon: number,
  weights: Readonly<{ gamma?: Tensor | undefined; beta?: Tensor | undefined }>,
  rest?: Tensor,
): Tensor {
  const { gamma, beta } = weights;
  const spread = tf.rsqrt(tf.add(variance, epsilon));
  const factor = gamma ? tf.mul(spread, gamma) : spread;
  const scaled = tf.mul(x, factor);
  if (!rest) return beta ? tf.add(scaled, beta) : scaled;
  const offset = tf.mul(rest, factor);
  return beta ? tf.add(scaled, tf.sub(beta, offset)) : tf.sub(scaled, offset);
}
