import { Type } from '../../typebox-builders.js';
import { classCrossentropy, fromLogitsOption, labelSmoothingOption } from './crossentropy.js';
import { clipProbabilities, defineVectorLoss } from './define-loss.js';

/** Keras 3: losses/losses.py, backend/tensorflow/nn.py. */
export const categoricalCrossentropy = defineVectorLoss({
  name: 'categorical_crossentropy',
  summary: 'How far the probabilities of classes are from one-hot labels.',
  options: Type.Object(
    { from_logits: fromLogitsOption, label_smoothing: labelSmoothingOption },
    { additionalProperties: false },
  ),
  perElement(tf, yTrue, yPred, { from_logits, label_smoothing: smoothing }, context) {
    const classes = yPred.shape.at(-1) ?? 1;
    const target = smoothing === 0 ? yTrue : tf.add(tf.mul(yTrue, 1 - smoothing), smoothing / classes);
    return classCrossentropy(context, target, yPred, from_logits, (p) =>
      tf.log(clipProbabilities(tf, tf.div(p, tf.sum(p, -1, true)))),
    );
  },
});
