/** Pairs of values of one shape, example by example. */
import type { RuleResult, Tensor, TensorType, TfCore } from '../../../definition-types.js';
import { operandPair } from '../../define-function.js';
import { sameRankOperandType } from '../../losses/index.js';
import { functionError, hasBatch, joinWithAnd, tensorTypeText, toFloat32 } from '../../type-rules.js';
import { flatRows } from './define-total.js';

/** Two values of one shape, both of each example. */
export function checkComparable(name: string, inputs: readonly TensorType[]): RuleResult<unknown> {
  return inputs.every(hasBatch)
    ? sameRankOperandType(name, inputs)
    : functionError(
        `\`${name}\` takes two values of each example, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        undefined,
        'y_pred',
      );
}

/** Two values [batch, features] with as many features. */
export function checkFeatures(
  name: string,
  argument: string,
  inputs: readonly TensorType[],
): RuleResult<unknown> {
  const [a, b] = operandPair(inputs);
  const rows = [a, b].every((one) => hasBatch(one) && one.shape.length === 2);
  return rows && a.shape[1] === b.shape[1]
    ? { ok: true, value: null }
    : functionError(
        `\`${name}\` takes two values [batch, features], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        undefined,
        argument,
      );
}

/** The numbers of the first value of each example, then those of the second: [batch, 2 * numbers]. */
export const pairRows = (tf: TfCore, a: Tensor, b: Tensor): Tensor =>
  tf.concat(
    [a, b].map((one) => flatRows(tf, toFloat32(tf, one))),
    1,
  );

/** Means of each example, [batch, 1]. */
export const meanPerExampleOf = (tf: TfCore, x: Tensor): Tensor => tf.mean(flatRows(tf, x), 1, true);
