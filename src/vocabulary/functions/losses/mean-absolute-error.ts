import { defineElementwiseLoss } from './define-loss.js';

/** Keras 3: losses/losses.py. */
export const meanAbsoluteError = defineElementwiseLoss({
  name: 'mean_absolute_error',
  summary: 'The mean distance of two values, number by number.',
  perElement: (tf, yTrue, yPred) => tf.abs(tf.sub(yTrue, yPred)),
});
