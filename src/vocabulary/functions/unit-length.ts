import type { Tensor, TfCore } from '../definition-types.js';

/**
 * Vectors along an axis with a length of 1, as in Keras 3's ops/nn.py, `normalize`: what is shorter than 1e-7 is made
 * 1e7 times longer. Other than in Keras, gradients of a vector of zeros are finite.
 */
export function toUnitLength(tf: TfCore, x: Tensor, axis: number): Tensor {
  const square = tf.sum(tf.square(x), axis, true);
  return tf.mul(x, tf.rsqrt(tf.maximum(square, 1e-14)));
}
