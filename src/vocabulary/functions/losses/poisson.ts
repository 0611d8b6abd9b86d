import { elementwiseLoss, EPSILON } from './define.js';

/** Keras 3: losses/losses.py. */
export const poisson = elementwiseLoss({
  name: 'poisson',
  summary: 'How well expected counts tell counts that came.',
  each: (tf, yTrue, yPred) => tf.sub(yPred, tf.mul(yTrue, tf.log(tf.add(yPred, EPSILON)))),
});
