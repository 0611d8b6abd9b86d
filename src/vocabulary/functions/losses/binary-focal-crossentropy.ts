import { Type } from '../../typebox-builders.js';
import { binaryCrossentropyFromLogits, fromLogitsOption, labelSmoothingOption } from './crossentropy.js';
import { clipProbabilities, defineElementwiseLoss } from './define-loss.js';
import { focalFactor, gammaOption } from './focal-factor.js';

/** Keras 3: losses/losses.py (Lin et al. 2018). */
export const binaryFocalCrossentropy = defineElementwiseLoss({
  name: 'binary_focal_crossentropy',
  summary: 'Binary crossentropy in which predictions that are right already count for less.',
  options: Type.Object(
    {
      apply_class_balancing: Type.Boolean({
        default: false,
        description: 'Whether a yes counts `alpha` and a no `1 - alpha`.',
      }),
      alpha: Type.Number({
        default: 0.25,
        minimum: 0,
        maximum: 1,
        description: 'What a yes counts, with `apply_class_balancing`.',
      }),
      gamma: gammaOption,
      from_logits: fromLogitsOption,
      label_smoothing: labelSmoothingOption,
    },
    { additionalProperties: false },
  ),
  perElement(tf, yTrue, yPred, options, { probability }) {
    const { alpha, gamma, label_smoothing: smoothing } = options;
    const target = smoothing === 0 ? yTrue : tf.add(tf.mul(yTrue, 1 - smoothing), 0.5 * smoothing);
    const rest = tf.sub(1, target);
    const known = probability?.(yPred);
    const logits = known?.kind === 'sigmoid' ? known.logits() : options.from_logits ? yPred : null;
    const p = options.from_logits && logits ? tf.sigmoid(logits) : yPred;
    const clipped = clipProbabilities(tf, p);
    const crossentropy = logits
      ? binaryCrossentropyFromLogits(tf, target, logits)
      : tf.neg(tf.add(tf.mul(target, tf.log(clipped)), tf.mul(rest, tf.log1p(tf.neg(clipped)))));
    // 1 - p_t, without the difference of two numbers near 1.
    const distance = tf.add(tf.mul(target, tf.sub(1, p)), tf.mul(rest, p));
    const focal = tf.mul(focalFactor(tf, distance, gamma), crossentropy);
    if (!options.apply_class_balancing) return focal;
    return tf.mul(tf.add(tf.mul(target, alpha), tf.mul(rest, 1 - alpha)), focal);
  },
});
