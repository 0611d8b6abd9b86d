import { defineElementwiseLoss, EPSILON } from './define-loss.js';

/** Keras 3: losses/losses.py. */
export const meanAbsolutePercentageError = defineElementwiseLoss({
  name: 'mean_absolute_percentage_error',
  summary: 'The mean distance in hundredths of the true value.',
  perElement(tf, yTrue, yPred) {
    // Chosen before anything is divided: the slope by a divisor that is left out may be infinite, and that times 0 no number.
    const size = tf.abs(yTrue);
    const tiny = tf.less(size, EPSILON);
    const far = tf.abs(tf.sub(yTrue, yPred));
    return tf.where(tiny, tf.div(far, EPSILON), tf.div(far, tf.where(tiny, tf.onesLike(size), size)));
  },
  afterMean: (tf, mean) => tf.mul(mean, 100),
});
