import { logSoftmax } from '../../log-softmax.js';
import { Type } from '../../schema.js';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { TensorType } from '../../types.js';
import { both, define, tensors } from '../define.js';
import { detached } from '../../detached.js';
import { float, list, refused, said, sameShape } from '../types.js';
import { classLogs, fromLogits } from './crossentropy.js';
import { clipped, meanOfExamples, perExample } from './define.js';

/** Whether labels are class numbers, with or without a last side of 1, for predictions of this shape. */
const areNumbers = ({ shape: labels }: TensorType, { shape: predicted }: TensorType): boolean =>
  sameShape(labels, predicted.slice(0, -1)) || sameShape(labels, [...predicted.slice(0, -1), 1]);

/**
 * Keras 3: losses/losses.py, backend/tensorflow/nn.py, which takes class numbers alone; one-hot labels stand for the
 * numbers of their classes here.
 */
export const sparseCategoricalCrossentropy = define({
  name: 'sparse_categorical_crossentropy',
  group: 'loss',
  better: 'smaller',
  summary: 'How far the probabilities of classes are from labels that are class numbers (or one-hot).',
  parameters: tensors('y_true', 'y_pred'),
  options: Type.Object({ from_logits: fromLogits }, { additionalProperties: false }),
  output(inputs) {
    const [yTrue, yPred] = both(inputs);
    if (yPred.shape.length > 1 && (areNumbers(yTrue, yPred) || sameShape(yTrue.shape, yPred.shape))) {
      return perExample(yPred);
    }
    return refused(
      `\`sparse_categorical_crossentropy\` takes labels [batch] and predictions [batch, classes], and is given ${list(inputs.map(said))}`,
      undefined,
      'y_pred',
    );
  },
  emit(inputs, { from_logits }, context) {
    const { tf } = context;
    const [yTrue, yPred] = both(inputs);
    const classes = yPred.shape.at(-1) ?? 1;
    const outer = yPred.shape.slice(0, -1);
    const target =
      yTrue.rank === yPred.rank && yTrue.shape.at(-1) === classes
        ? float(tf, yTrue)
        : tf.oneHot(
            tf.cast(tf.reshape(detached(tf, yTrue), outer as [number]), 'int32') as Tensor1D,
            classes,
            1,
            0,
            'float32',
          );
    // Keras clips probabilities and takes their logarithms for logits.
    const logs = classLogs(context, float(tf, yPred), from_logits, (p) =>
      logSoftmax(tf, tf.log(clipped(tf, p))),
    );
    return tf.neg(meanOfExamples(tf.sum(tf.mul(target, logs), -1), context));
  },
});
