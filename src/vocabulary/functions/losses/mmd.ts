import type { Tensor, TfCore } from '../../definition-types.js';
import { Type } from '../../typebox-builders.js';
import { defineFunction, operandPair, tensorParameters } from '../define-function.js';
import { functionError, joinWithAnd, tensorTypeResult, tensorTypeText, toFloat32 } from '../type-rules.js';

/** The mean of exp(-|a - b|^2 / (2 s^2)) over all pairs and all bandwidths s. */
function meanKernel(tf: TfCore, a: Tensor, b: Tensor, bandwidths: readonly number[]): Tensor {
  const apart = tf.sum(tf.squaredDifference(tf.expandDims(a, 1), tf.expandDims(b, 0)), -1);
  const kernels = bandwidths.map((s) => tf.mean(tf.exp(tf.mul(apart, -1 / (2 * s * s)))));
  return tf.div(
    kernels.reduce((sum, one) => tf.add(sum, one)),
    bandwidths.length,
  );
}

/** Gretton et al. 2012: the biased estimate of the squared maximum mean discrepancy. */
export const mmd = defineFunction({
  name: 'mmd',
  group: 'loss',
  better: 'smaller',
  summary:
    'How far the distributions of two batches are apart, by kernels: the squared maximum mean discrepancy.',
  parameters: tensorParameters('x1', 'x2'),
  options: Type.Object(
    {
      bandwidths: Type.Array(Type.Number({ exclusiveMinimum: 0 }), {
        default: [1, 2, 4, 8, 16],
        minItems: 1,
        description: 'Widths of the Gaussian kernels, whose mean is taken.',
      }),
    },
    { additionalProperties: false },
  ),
  output(inputs) {
    const [a, b] = operandPair(inputs);
    return a.shape.length === 2 && b.shape.length === 2 && a.shape[1] === b.shape[1]
      ? tensorTypeResult([])
      : functionError(
          `\`mmd\` takes two batches [batch, features], and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        );
  },
  emit(inputs, { bandwidths }, { tf }) {
    const [a, b] = operandPair(inputs.map((x) => toFloat32(tf, x)));
    const within = tf.add(meanKernel(tf, a, a, bandwidths), meanKernel(tf, b, b, bandwidths));
    return tf.sub(within, tf.mul(meanKernel(tf, a, b, bandwidths), 2));
  },
});
