import { defineElementwiseLoss, EPSILON } from './define-loss.js';

/** Keras 3: losses/losses.py. */
export const poisson = defineElementwiseLoss({
  name: 'poisson',
  summary: 'How well expected counts tell counts that came.',
  perElement: (tf, yTrue, yPred) => tf.sub(yPred, tf.mul(yTrue, tf.log(tf.add(yPred, EPSILON)))),
});
