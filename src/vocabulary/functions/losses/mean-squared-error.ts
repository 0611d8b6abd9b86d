import { defineElementwiseLoss } from './define-loss.js';

/** Keras 3: losses/losses.py. */
export const meanSquaredError = defineElementwiseLoss({
  name: 'mean_squared_error',
  summary: 'The mean square of the distance of two values, number by number.',
  perElement: (tf, yTrue, yPred) => tf.square(tf.sub(yTrue, yPred)),
});
