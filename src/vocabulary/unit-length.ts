import type { Tensor, TfCore } from './definition-types.js';

/**
 * Normalizes vectors along an axis to length 1, as in Keras 3's ops/nn.py, `normalize`: vectors shorter than 1e-7 are
 * scaled by 1e7. Unlike in Keras, the gradient at a zero vector is finite.
 *
 * @param shortest the length below which vectors are scaled by its inverse
 */
export function toUnitLength(tf: TfCore, x: Tensor, axis: number, shortest = 1e-7): Tensor {
  const square = tf.sum(tf.square(x), axis, true);
  return tf.mul(x, tf.rsqrt(tf.maximum(square, shortest ** 2)));
}
