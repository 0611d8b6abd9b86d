/** Shared by the focal losses. */
import { Type } from '../../typebox-builders.js';
import type { Tensor, TfCore } from '../../definition-types.js';

export const gammaOption = Type.Number({
  default: 2,
  minimum: 0,
  description: 'How much less examples count that are right already; 0: they count as all others.',
});

/** `(1 - p)^gamma` of the distance from certainty; a power of 0 or 1 would have a slope of 0 times infinity at 0. */
export function focalFactor(tf: TfCore, distance: Tensor, gamma: number): Tensor {
  if (gamma === 0) return tf.onesLike(distance);
  if (gamma === 1) return distance;
  return gamma === 2 ? tf.square(distance) : tf.pow(distance, tf.scalar(gamma));
}
