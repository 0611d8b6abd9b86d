import type { Tensor, TfCore } from '../../definition-types.js';
import { defineElementwiseLoss, EPSILON } from './define-loss.js';

const log1pOfPositive = (tf: TfCore, x: Tensor) => tf.log1p(tf.maximum(x, EPSILON));

/** Keras 3: losses/losses.py. */
export const meanSquaredLogarithmicError = defineElementwiseLoss({
  name: 'mean_squared_logarithmic_error',
  summary: 'The mean square of the distance of log(1 + x), for counts of all sizes.',
  perElement: (tf, yTrue, yPred) => tf.square(tf.sub(log1pOfPositive(tf, yPred), log1pOfPositive(tf, yTrue))),
});
