import type { Tensor, TfCore } from '../../types.js';
import { elementwiseLoss, EPSILON } from './define.js';

const log = (tf: TfCore, x: Tensor) => tf.log1p(tf.maximum(x, EPSILON));

/** Keras 3: losses/losses.py. */
export const meanSquaredLogarithmicError = elementwiseLoss({
  name: 'mean_squared_logarithmic_error',
  summary: 'The mean square of the distance of log(1 + x), for counts of all sizes.',
  each: (tf, yTrue, yPred) => tf.square(tf.sub(log(tf, yPred), log(tf, yTrue))),
});
