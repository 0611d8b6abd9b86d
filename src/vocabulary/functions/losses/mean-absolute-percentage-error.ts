import { defineElementwiseLoss, EPSILON } from './define-loss.js';

/** Keras 3: losses/losses.py. */
export const meanAbsolutePercentageError = defineElementwiseLoss({
  name: 'mean_absolute_percentage_error',
  summary: 'The mean distance in hundredths of the true value.',
  perElement: (tf, yTrue, yPred) => tf.abs(tf.div(tf.sub(yTrue, yPred), tf.maximum(tf.abs(yTrue), EPSILON))),
  afterMean: (tf, mean) => tf.mul(mean, 100),
});
