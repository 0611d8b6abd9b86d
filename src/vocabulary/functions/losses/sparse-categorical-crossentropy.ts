import { logSoftmax } from '../../log-softmax.js';
import { Type } from '../../typebox-builders.js';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { TensorType } from '../../definition-types.js';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText } from '../type-rules.js';
import { classLogProbabilities, fromLogitsOption } from './crossentropy.js';
import { clipProbabilities, meanPerExample, perExampleType } from './define-loss.js';
import { equalShapes } from '../../tensor-shape.js';

/** Whether labels are class numbers, with or without a last dimension of 1, for predictions of this shape. */
const areClassNumbers = ({ shape: labels }: TensorType, { shape: predicted }: TensorType): boolean =>
  equalShapes(labels, predicted.slice(0, -1)) || equalShapes(labels, [...predicted.slice(0, -1), 1]);

/**
 * Keras 3: losses/losses.py, backend/tensorflow/nn.py, which accepts only class numbers; here one-hot labels are
 * converted to class numbers.
 */
export const sparseCategoricalCrossentropy = defineFunction({
  name: 'sparse_categorical_crossentropy',
  group: 'loss',
  better: 'smaller',
  summary: 'How far the probabilities of classes are from labels that are class numbers (or one-hot).',
  parameters: tensorParameters('y_true', 'y_pred'),
  options: Type.Object({ from_logits: fromLogitsOption }, { additionalProperties: false }),
  output(inputs) {
    const [yTrue, yPred] = operandPair(inputs);
    if (yPred.shape.length > 1 && (areClassNumbers(yTrue, yPred) || equalShapes(yTrue.shape, yPred.shape))) {
      return perExampleType(yPred);
    }
    return functionError(
      `\`sparse_categorical_crossentropy\` takes labels [batch] and predictions [batch, classes], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
      undefined,
      'y_pred',
    );
  },
  emit(inputs, { from_logits }, context) {
    const { tf } = context;
    const [yTrue, yPred] = operandPair(inputs);
    const classes = yPred.shape.at(-1) ?? 1;
    const outer = yPred.shape.slice(0, -1);
    const target =
      yTrue.rank === yPred.rank && yTrue.shape.at(-1) === classes
        ? toFloat32(tf, yTrue)
        : tf.oneHot(
            tf.cast(tf.reshape(detachTensor(tf, yTrue), outer as [number]), 'int32') as Tensor1D,
            classes,
            1,
            0,
            'float32',
          );
    // Keras clips probabilities and uses their logarithms as logits.
    const logs = classLogProbabilities(context, toFloat32(tf, yPred), from_logits, (p) =>
      logSoftmax(tf, tf.log(clipProbabilities(tf, p))),
    );
    return tf.neg(meanPerExample(tf.sum(tf.mul(target, logs), -1), context));
  },
});
