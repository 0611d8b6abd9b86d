/** Shared by losses over all pairs of a batch: which examples have the same class. */
import { detachTensor } from '../../detach-tensor.js';
import type { RuleResult, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { operandPair } from '../define-function.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

/** One value per example, from labels (class numbers or one-hot) and embeddings [batch, features]. */
export function embeddingsOutputType(
  functionName: string,
  inputs: readonly TensorType[],
): RuleResult<TensorType> {
  const [labels, embeddings] = operandPair(inputs);
  const rows = embeddings.shape.length === 2 && embeddings.shape[0] === null;
  const classes = labels.shape[0] === null && labels.shape.length <= 2;
  return rows && classes
    ? tensorTypeResult([null])
    : functionError(
        `\`${functionName}\` takes labels [batch] or [batch, classes] and embeddings [batch, features], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        undefined,
        rows ? 'y_true' : 'y_pred',
      );
}

/** Masks [batch, batch] of zeros and ones: pairs of one class, without an example with itself; pairs of two classes. */
export function classPairMasks(
  tf: TfCore,
  given: Tensor,
  keepsItself = false,
): { same: Tensor; different: Tensor } {
  const labels = detachTensor(tf, given);
  const wide = labels.rank === 2 && (labels.shape[1] ?? 1) > 1;
  const numbers = wide
    ? tf.argMax(toFloat32(tf, labels), 1)
    : tf.cast(tf.reshape(labels, [labels.shape[0]!]), 'int32');
  const batch = labels.shape[0]!;
  const equal = tf.cast(
    tf.equal(tf.reshape(numbers, [batch, 1]), tf.reshape(numbers, [1, batch])),
    'float32',
  );
  return { same: keepsItself ? equal : tf.sub(equal, tf.eye(batch)), different: tf.sub(1, equal) };
}
