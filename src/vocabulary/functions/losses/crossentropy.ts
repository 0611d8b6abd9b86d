/** What the crossentropies share. */
import { Type } from '../../schema.js';
import type { Tensor, TfCore } from '../../types.js';
import { detached } from '../detached.js';

export const fromLogits = Type.Boolean({
  default: false,
  description: 'Whether predictions are logits, any numbers, and not probabilities.',
});

export const labelSmoothing = Type.Number({
  default: 0,
  minimum: 0,
  maximum: 1,
  description: 'Share of each label that is spread evenly over all classes.',
});

/** Crossentropy of probabilities of a yes (0 to 1) with logits: its slope is sigmoid(logits) - target everywhere. */
export const binaryFromLogits = (tf: TfCore, target: Tensor, logits: Tensor): Tensor =>
  tf.sub(tf.softplus(logits), tf.mul(logits, target));

/** The logarithm of the softmax over the last side. */
export function logSoftmax(tf: TfCore, logits: Tensor): Tensor {
  // The largest is taken off for the range of exp alone; its gradient would cancel out.
  const shifted = tf.sub(logits, tf.max(detached(tf, logits), -1, true));
  return tf.sub(shifted, tf.log(tf.sum(tf.exp(shifted), -1, true)));
}
