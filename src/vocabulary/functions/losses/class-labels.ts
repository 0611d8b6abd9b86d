/** Labels that are class numbers or one-hot rows, for losses that take both. */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import type { RuleResult, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { detachTensor } from '../../detach-tensor.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText } from '../type-rules.js';
import { operandPair } from '../define-function.js';
import { perExampleType } from './define-loss.js';
import { equalShapes } from '../../tensor-shape.js';

/** Whether labels are class numbers, with or without a last dimension of 1, for predictions of this shape. */
const areClassNumbers = ({ shape: labels }: TensorType, { shape: predicted }: TensorType): boolean =>
  equalShapes(labels, predicted.slice(0, -1)) || equalShapes(labels, [...predicted.slice(0, -1), 1]);

/** The output type for labels, as numbers or one-hot, and predictions: one value per example. */
export function classLabelsOutputType(
  functionName: string,
  inputs: readonly TensorType[],
): RuleResult<TensorType> {
  const [yTrue, yPred] = operandPair(inputs);
  if (yPred.shape.length > 1 && (areClassNumbers(yTrue, yPred) || equalShapes(yTrue.shape, yPred.shape))) {
    return perExampleType(yPred);
  }
  return functionError(
    `\`${functionName}\` takes labels [batch] and predictions [batch, classes], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
    undefined,
    'y_pred',
  );
}

/** One-hot rows of labels, whichever they are, as wide as the predictions. */
export function oneHotLabels(tf: TfCore, yTrue: Tensor, yPred: Tensor): Tensor {
  const classes = yPred.shape.at(-1) ?? 1;
  if (yTrue.rank === yPred.rank && yTrue.shape.at(-1) === classes) return toFloat32(tf, yTrue);
  const outer = yPred.shape.slice(0, -1);
  const numbers = tf.cast(tf.reshape(detachTensor(tf, yTrue), outer as [number]), 'int32') as Tensor1D;
  return tf.oneHot(numbers, classes, 1, 0, 'float32');
}
