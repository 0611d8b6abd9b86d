import type { Tensor2D } from '@tensorflow/tfjs-core';
import { Type } from '../typebox-builders.js';
import { toUnitLength } from '../unit-length.js';
import { defineWeightRule } from '../weight-rules.js';

export const orthogonalRegularizer = defineWeightRule({
  kind: 'regularizer',
  name: 'OrthogonalRegularizer',
  summary: 'Adds the mean cosine between rows, or columns, of a matrix to the loss, whatever its sign.',
  args: Type.Object(
    {
      factor: Type.Number({ default: 0.01, minimum: 0, description: 'Factor of the mean.' }),
      mode: Type.Union([Type.Literal('rows'), Type.Literal('columns')], {
        default: 'rows',
        description: 'What is to be orthogonal to each other.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'factor',
  problem: (shape, { mode }) =>
    shape.length !== 2
      ? 'is for matrices'
      : shape[mode === 'rows' ? 0 : 1]! < 2
        ? `needs two ${mode} or more`
        : null,
  apply(tf, weight, { factor, mode }) {
    const rows = mode === 'rows';
    const unit = toUnitLength(tf, weight, rows ? 1 : 0) as Tensor2D;
    const size = weight.shape[rows ? 0 : 1]!;
    const cosines = tf.mul(tf.matMul(unit, unit, !rows, rows), tf.sub(1, tf.eye(size)));
    return tf.mul(tf.sum(tf.abs(cosines)), factor / (size * (size - 1)));
  },
});
