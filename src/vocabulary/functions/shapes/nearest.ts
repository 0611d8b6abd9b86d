import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

/**
 * Van den Oord et al. 2017. Gradients go to the selected codebook rows, not to the vectors. The squared norm of the
 * vector is left out of the distances: it is the same for all rows.
 */
export const nearestFunction = defineFunction({
  name: 'nearest',
  group: 'shape',
  summary: 'For each vector the row of a codebook that is nearest to it.',
  parameters: tensorParameters('codebook', 'x'),
  output(inputs) {
    const [codebook, x] = operandPair(inputs);
    const width = codebook.shape[1];
    return codebook.shape.length === 2 &&
      codebook.shape[0] !== null &&
      x.shape.length > 0 &&
      x.shape.at(-1) === width
      ? tensorTypeResult(x.shape)
      : functionError(
          `\`nearest\` takes a codebook [rows, features] and vectors [batch, ..., features], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        );
  },
  emit(inputs, _options, { tf }) {
    const [codebook, x] = operandPair(inputs).map((one) => toFloat32(tf, one)) as [Tensor2D, Tensor2D];
    const rows = detachTensor(tf, codebook) as Tensor2D;
    const vectors = tf.reshape(detachTensor(tf, x), [-1, codebook.shape[1]]) as Tensor2D;
    const size = tf.mul(tf.sum(tf.square(rows), -1), 0.5);
    const place = tf.argMin(tf.sub(size, tf.matMul(vectors, rows, false, true)), -1) as Tensor1D;
    const taken = tf.oneHot(place, codebook.shape[0], 1, 0, 'float32') as Tensor2D;
    return tf.reshape(tf.matMul(taken, codebook), x.shape);
  },
});
