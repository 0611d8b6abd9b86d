import { defineVectorLoss } from './define-loss.js';

/** Keras 3: losses/losses.py. */
export const categoricalHinge = defineVectorLoss({
  name: 'categorical_hinge',
  summary: 'How far the score of the true class stays from being 1 above that of any other.',
  perElement(tf, yTrue, yPred) {
    const right = tf.sum(tf.mul(yTrue, yPred), -1);
    const wrong = tf.max(tf.mul(tf.sub(1, yTrue), yPred), -1);
    // Where the margin is exactly 1, the gradient is that of the violated side, as in Keras; `relu` would give 0.
    return tf.maximum(tf.add(tf.sub(wrong, right), 1), 0);
  },
});
