import { Type } from '../../typebox-builders.js';
import { classLogProbabilities, fromLogitsOption, labelSmoothingOption } from './crossentropy.js';
import { clipProbabilities, defineVectorLoss } from './define-loss.js';
import { focalFactor, gammaOption } from './focal-factor.js';

/** Keras 3: losses/losses.py (Lin et al. 2018). */
export const categoricalFocalCrossentropy = defineVectorLoss({
  name: 'categorical_focal_crossentropy',
  summary: 'Categorical crossentropy in which predictions that are right already count for less.',
  options: Type.Object(
    {
      alpha: Type.Number({ default: 0.25, minimum: 0, description: 'A factor of the whole.' }),
      gamma: gammaOption,
      from_logits: fromLogitsOption,
      label_smoothing: labelSmoothingOption,
    },
    { additionalProperties: false },
  ),
  perElement(tf, yTrue, yPred, { alpha, gamma, from_logits, label_smoothing: smoothing }, context) {
    const classes = yPred.shape.at(-1) ?? 1;
    const target = smoothing === 0 ? yTrue : tf.add(tf.mul(yTrue, 1 - smoothing), smoothing / classes);
    const logs = classLogProbabilities(context, yPred, from_logits, (p) =>
      tf.log(clipProbabilities(tf, tf.div(p, tf.sum(p, -1, true)))),
    );
    const factor = focalFactor(tf, tf.neg(tf.expm1(logs)), gamma);
    return tf.sum(tf.mul(tf.mul(target, logs), tf.mul(factor, -alpha)), -1);
  },
});
