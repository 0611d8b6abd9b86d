import { elementwiseLoss } from './define.js';

/** Keras 3: losses/losses.py. */
export const logCosh = elementwiseLoss({
  name: 'log_cosh',
  summary:
    'The logarithm of the hyperbolic cosine of the error: like a square when small, like a line when large.',
  each(tf, yTrue, yPred) {
    const error = tf.sub(yPred, yTrue);
    return tf.sub(tf.add(error, tf.softplus(tf.mul(error, -2))), Math.LN2);
  },
});
