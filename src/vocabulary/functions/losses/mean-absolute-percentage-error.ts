import { elementwiseLoss, EPSILON } from './define.js';

/** Keras 3: losses/losses.py. */
export const meanAbsolutePercentageError = elementwiseLoss({
  name: 'mean_absolute_percentage_error',
  summary: 'The mean distance in hundredths of the true value.',
  each: (tf, yTrue, yPred) => tf.abs(tf.div(tf.sub(yTrue, yPred), tf.maximum(tf.abs(yTrue), EPSILON))),
  then: (tf, mean) => tf.mul(mean, 100),
});
