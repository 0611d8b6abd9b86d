/** Labels and predictions of classes, or of a yes or no. */
import type { RuleResult, Tensor, TensorType, TfCore } from '../../../definition-types.js';
import { operandPair } from '../../define-function.js';
import { classLabelsOutputType, oneHotLabels, sameRankOperandType } from '../../losses/index.js';
import { functionError, hasBatch, joinWithAnd, tensorTypeText, toFloat32 } from '../../type-rules.js';
import { Type } from '../../../typebox-builders.js';

/** Whether predictions are a number each, and no scores of classes. */
const isYesOrNo = (shape: readonly unknown[]): boolean => shape.length <= 1 || shape.at(-1) === 1;

/** Labels are those of the predictions: class numbers or one-hot for scores of classes, a yes (1) or no (0) for one number. */
export function checkLabelled(name: string, inputs: readonly TensorType[]): RuleResult<unknown> {
  const [yTrue, yPred] = operandPair(inputs);
  if (!hasBatch(yTrue) || !hasBatch(yPred)) {
    return functionError(
      `\`${name}\` takes labels and predictions of each example, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
      undefined,
      'y_pred',
    );
  }
  return isYesOrNo(yPred.shape) ? sameRankOperandType(name, inputs) : classLabelsOutputType(name, inputs);
}

/** Labels and scores as [batch, places, classes]; one class for a yes or no. */
export function labelledScores(tf: TfCore, yTrue: Tensor, yPred: Tensor): [Tensor, Tensor] {
  const batch = yPred.shape[0]!;
  const classes = isYesOrNo(yPred.shape) ? 1 : yPred.shape.at(-1)!;
  const labels = classes === 1 ? toFloat32(tf, yTrue) : oneHotLabels(tf, yTrue, yPred);
  return [tf.reshape(labels, [batch, -1, classes]), tf.reshape(toFloat32(tf, yPred), [batch, -1, classes])];
}

export const decisionOption = Type.Union([Type.Number(), Type.Null()], {
  default: null,
  description:
    'Above it, a score says yes. By default the largest score of several classes is chosen, and 0.5 decides where there is one.',
});

/** Zeros and ones of truths and decisions, [batch, places, classes]. */
export function labelledDecisions(
  tf: TfCore,
  yTrue: Tensor,
  yPred: Tensor,
  threshold: number | null,
): [Tensor, Tensor] {
  const [labels, scores] = labelledScores(tf, yTrue, yPred);
  const classes = scores.shape[2]!;
  const chosen =
    threshold === null && classes > 1
      ? tf.oneHot(tf.argMax(scores, 2) as never, classes, 1, 0, 'float32')
      : tf.cast(tf.greater(scores, threshold ?? 0.5), 'float32');
  return [tf.cast(tf.greater(labels, 0.5), 'float32'), chosen];
}

/** Of each class: how many places are yes in both, in the decision alone, in the truth alone, in neither. */
export interface Counts {
  both: number;
  wrong: number;
  missed: number;
  neither: number;
}

/** What is counted in each example, [batch, 4 * classes], by kind and then by class. */
export function countRows(tf: TfCore, truth: Tensor, decision: Tensor): Tensor {
  const [no, rejected] = [tf.sub(1, truth), tf.sub(1, decision)];
  const kinds = [
    tf.mul(truth, decision),
    tf.mul(no, decision),
    tf.mul(truth, rejected),
    tf.mul(no, rejected),
  ];
  return tf.concat(
    kinds.map((kind) => tf.sum(kind, 1)),
    1,
  );
}

/** The counts of all examples, class by class. */
export function countsOfRows(rows: Float32Array, width: number): Counts[] {
  const sums = new Float64Array(width);
  for (let at = 0; at < rows.length; at++) sums[at % width]! += rows[at]!;
  const classes = width / 4;
  return Array.from({ length: classes }, (_, one) => {
    const [both, wrong, missed, neither] = [0, 1, 2, 3].map((kind) => sums[kind * classes + one]!);
    return { both: both!, wrong: wrong!, missed: missed!, neither: neither! };
  });
}
