import { detachTensor } from '../../detach-tensor.js';
import { defineElementwiseLoss } from './define-loss.js';

/**
 * Keras 3: losses/losses.py, whose formula cancels for small errors. Up to an error of 1, this one uses cosh(e) = 1 +
 * 2 sinh(e / 2)^2.
 */
export const logCosh = defineElementwiseLoss({
  name: 'log_cosh',
  summary:
    'The logarithm of the hyperbolic cosine of the error: like a square when small, like a line when large.',
  perElement(tf, yTrue, yPred) {
    const error = tf.sub(yPred, yTrue);
    const far = tf.abs(error);
    const half = tf.sinh(tf.mul(tf.clipByValue(error, -1, 1), 0.5));
    const small = tf.log1p(tf.mul(tf.square(half), 2));
    const large = tf.sub(tf.add(far, tf.softplus(tf.mul(far, -2))), Math.LN2);
    return tf.where(tf.less(detachTensor(tf, far), 1), small, large);
  },
});
