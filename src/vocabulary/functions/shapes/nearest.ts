import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { RuleResult, Tensor, TensorType, TfCore } from '../../definition-types.js';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

/** The type of what is taken of a codebook. */
export function nearestRowsType(name: string, inputs: readonly TensorType[]): RuleResult<TensorType> {
  const [codebook, x] = operandPair(inputs);
  const width = codebook.shape[1];
  return codebook.shape.length === 2 &&
    codebook.shape[0] !== null &&
    x.shape.length > 0 &&
    x.shape.at(-1) === width
    ? tensorTypeResult(x.shape)
    : functionError(
        `\`${name}\` takes a codebook [rows, features] and vectors [batch, ..., features], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
      );
}

/**
 * For each vector, as rows of a matrix, the row that is nearest. The squared norm of the vector is left out of the
 * distances: it is the same for all rows.
 */
export function nearestPlaces(tf: TfCore, codebook: Tensor, x: Tensor): Tensor {
  const rows = codebook as Tensor2D;
  const vectors = tf.reshape(x, [-1, codebook.shape[1]!]) as Tensor2D;
  const size = tf.mul(tf.sum(tf.square(rows), -1), 0.5);
  return tf.argMin(tf.sub(size, tf.matMul(vectors, rows, false, true)), -1);
}

/** Van den Oord et al. 2017. Gradients go to the selected codebook rows, not to the vectors. */
export const nearestFunction = defineFunction({
  name: 'nearest',
  group: 'shape',
  summary: 'For each vector the row of a codebook that is nearest to it.',
  differentiable: [0],
  parameters: tensorParameters('codebook', 'x'),
  output: (inputs) => nearestRowsType('nearest', inputs),
  emit(inputs, _options, { tf }) {
    const [codebook, x] = operandPair(inputs).map((one) => toFloat32(tf, one)) as [Tensor2D, Tensor2D];
    const place = nearestPlaces(tf, detachTensor(tf, codebook), detachTensor(tf, x)) as Tensor1D;
    const taken = tf.oneHot(place, codebook.shape[0], 1, 0, 'float32') as Tensor2D;
    return tf.reshape(tf.matMul(taken, codebook), x.shape);
  },
});
