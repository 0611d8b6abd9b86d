import { elementwiseLoss } from './define.js';

/** Keras 3: losses/losses.py. */
export const meanAbsoluteError = elementwiseLoss({
  name: 'mean_absolute_error',
  summary: 'The mean distance of two values, number by number.',
  each: (tf, yTrue, yPred) => tf.abs(tf.sub(yTrue, yPred)),
});
