import type { Tensor, TfCore } from '../../definition-types.js';
import { detachTensor } from '../../detach-tensor.js';
import { defineElementwiseLoss } from './define-loss.js';

/** Labels 0 and 1 are mapped to -1 and 1; if there are others, all labels are kept, as in Keras. */
function toPlusMinusOne(tf: TfCore, y: Tensor): Tensor {
  const below = tf.sub(y, 1);
  const farthest = tf.max(tf.abs(tf.mul(detachTensor(tf, y), detachTensor(tf, below))));
  return tf.add(y, tf.mul(below, tf.cast(tf.equal(farthest, 0), 'float32')));
}

/**
 * Where the margin is exactly 1, Keras's gradient is that of the violated side: `maximum` gives it, `relu` would give
 * 0.
 */
const hingeTerm = (tf: TfCore, yTrue: Tensor, yPred: Tensor): Tensor =>
  tf.maximum(tf.sub(1, tf.mul(toPlusMinusOne(tf, yTrue), yPred)), 0);

/** Keras 3: losses/losses.py. */
export const hinge = defineElementwiseLoss({
  name: 'hinge',
  summary: 'How far scores stay from being 1 or more on the side of their labels (-1 or 1, or 0 or 1).',
  perElement: hingeTerm,
});

/** Keras 3: losses/losses.py. */
export const squaredHinge = defineElementwiseLoss({
  name: 'squared_hinge',
  summary: 'The square of what `hinge` measures.',
  perElement: (tf, yTrue, yPred) => tf.square(hingeTerm(tf, yTrue, yPred)),
});
