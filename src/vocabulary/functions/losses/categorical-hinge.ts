import { vectorLoss } from './define.js';

/** Keras 3: losses/losses.py. */
export const categoricalHinge = vectorLoss({
  name: 'categorical_hinge',
  summary: 'How far the score of the true class stays from being 1 above that of any other.',
  each(tf, yTrue, yPred) {
    const right = tf.sum(tf.mul(yTrue, yPred), -1);
    const wrong = tf.max(tf.mul(tf.sub(1, yTrue), yPred), -1);
    return tf.relu(tf.add(tf.sub(wrong, right), 1));
  },
});
