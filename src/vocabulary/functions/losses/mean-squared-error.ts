import { elementwiseLoss } from './define.js';

/** Keras 3: losses/losses.py. */
export const meanSquaredError = elementwiseLoss({
  name: 'mean_squared_error',
  summary: 'The mean square of the distance of two values, number by number.',
  each: (tf, yTrue, yPred) => tf.square(tf.sub(yTrue, yPred)),
});
