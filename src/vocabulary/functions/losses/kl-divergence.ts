import { EPSILON, defineVectorLoss } from './define-loss.js';

/** Keras 3: losses/losses.py. */
export const klDivergence = defineVectorLoss({
  name: 'kl_divergence',
  summary: 'How far one distribution over classes is from another (Kullback and Leibler).',
  perElement(tf, yTrue, yPred) {
    const p = tf.clipByValue(yTrue, EPSILON, 1);
    const q = tf.clipByValue(yPred, EPSILON, 1);
    return tf.sum(tf.mul(p, tf.log(tf.div(p, q))), -1);
  },
});
