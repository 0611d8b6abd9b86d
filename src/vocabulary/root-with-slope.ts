import type { Tensor, TfCore } from './definition-types.js';

/** The square root of numbers from 0 on, with a slope of 0 at 0, where that of the root is infinite. */
export function rootWithSlope(tf: TfCore, x: Tensor): Tensor {
  const above = tf.cast(tf.greater(x, tf.scalar(0)), 'float32');
  const safe = tf.add(x, tf.sub(tf.scalar(1), above));
  return tf.mul(tf.sqrt(safe), above);
}
