import { Type } from '../../schema.js';
import { classLogs, fromLogits, labelSmoothing } from './crossentropy.js';
import { clipped, vectorLoss } from './define.js';

/** Keras 3: losses/losses.py, backend/tensorflow/nn.py. */
export const categoricalCrossentropy = vectorLoss({
  name: 'categorical_crossentropy',
  summary: 'How far the probabilities of classes are from one-hot labels.',
  options: Type.Object(
    { from_logits: fromLogits, label_smoothing: labelSmoothing },
    { additionalProperties: false },
  ),
  each(tf, yTrue, yPred, { from_logits, label_smoothing: smoothing }, context) {
    const classes = yPred.shape.at(-1) ?? 1;
    const target = smoothing === 0 ? yTrue : tf.add(tf.mul(yTrue, 1 - smoothing), smoothing / classes);
    const logs = classLogs(context, yPred, from_logits, (p) =>
      tf.log(clipped(tf, tf.div(p, tf.sum(p, -1, true)))),
    );
    return tf.sum(tf.mul(target, logs), -1);
  },
  then: (tf, mean) => tf.neg(mean),
});
