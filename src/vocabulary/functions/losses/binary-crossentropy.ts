import { Type } from '../../typebox-builders.js';
import { binaryCrossentropyFromLogits, fromLogitsOption, labelSmoothingOption } from './crossentropy.js';
import { clipProbabilities, defineElementwiseLoss } from './define-loss.js';

/** Keras 3: losses/losses.py, backend/tensorflow/nn.py. */
export const binaryCrossentropy = defineElementwiseLoss({
  name: 'binary_crossentropy',
  summary: 'How far probabilities are from targets between 0 and 1, such as the grey of a pixel.',
  options: Type.Object(
    { from_logits: fromLogitsOption, label_smoothing: labelSmoothingOption },
    { additionalProperties: false },
  ),
  perElement(tf, yTrue, yPred, { from_logits, label_smoothing: smoothing }, { probability }) {
    const target = smoothing === 0 ? yTrue : tf.add(tf.mul(yTrue, 1 - smoothing), 0.5 * smoothing);
    const known = probability?.(yPred);
    const logits = known?.kind === 'sigmoid' ? known.logits() : from_logits ? yPred : null;
    if (logits) return binaryCrossentropyFromLogits(tf, target, logits);
    const p = clipProbabilities(tf, yPred);
    const log = known?.kind === 'softmax' ? known.log() : tf.log(p);
    return { negated: tf.add(tf.mul(target, log), tf.mul(tf.sub(1, target), tf.log1p(tf.neg(p)))) };
  },
});
