import { detached } from './detached.js';
import type { Tensor, TfCore } from './definition-types.js';

/**
 * The logarithm of the softmax over the last side. tfjs's own keeps a closure for its gradient; written out, it is
 * kernels like any other.
 */
export function logSoftmax(tf: TfCore, logits: Tensor): Tensor {
  // The largest is taken off for the range of exp alone; its gradient would cancel out.
  const shifted = tf.sub(logits, tf.max(detached(tf, logits), -1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}
