import { Type } from '../../typebox-builders.js';
import { defineElementwiseLoss } from './define-loss.js';

/**
 * Keras 3: losses/losses.py. Written without a condition: with c = min(|e|, delta), c |e| - c c / 2 equals e e / 2
 * below delta and delta |e| - delta delta / 2 above.
 */
export const huber = defineElementwiseLoss({
  name: 'huber',
  summary:
    'Half the squared error up to a limit, and a straight line above it, so that outliers count for less.',
  moving: ['delta'],
  options: Type.Object(
    {
      delta: Type.Number({
        default: 1,
        exclusiveMinimum: 0,
        description: 'The error at which the line begins.',
      }),
    },
    { additionalProperties: false },
  ),
  perElement(tf, yTrue, yPred, { delta }) {
    const error = tf.abs(tf.sub(yPred, yTrue));
    const bent = tf.minimum(error, delta);
    return tf.mul(bent, tf.sub(error, tf.mul(bent, 0.5)));
  },
});
