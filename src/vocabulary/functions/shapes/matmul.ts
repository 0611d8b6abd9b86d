import { Type } from '../../typebox-builders.js';
import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';
import { equalShapes } from '../../tensor-shape.js';

/** [rows, columns] of a matrix, swapped if it is transposed. */
const matrixSides = (shape: readonly (number | null)[], transposed: boolean) => {
  const [rows, columns] = shape.slice(-2) as [number | null, number | null];
  return transposed ? [columns, rows] : [rows, columns];
};

export const matmulFunction = defineFunction({
  name: 'matmul',
  group: 'shape',
  summary: 'The product of two matrices, or of as many pairs of them as there are.',
  parameters: tensorParameters('x1', 'x2'),
  options: Type.Object(
    {
      transpose_a: Type.Boolean({ default: false, description: 'Whether the first is turned over.' }),
      transpose_b: Type.Boolean({ default: false, description: 'Whether the second is turned over.' }),
    },
    { additionalProperties: false },
  ),
  output(inputs, { transpose_a, transpose_b }) {
    const [a, b] = operandPair(inputs);
    const matrices = a.shape.length > 1 && b.shape.length === a.shape.length;
    const outer = a.shape.slice(0, -2);
    if (!matrices || !equalShapes(outer, b.shape.slice(0, -2))) {
      return functionError(
        `\`matmul\` needs two matrices, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
      );
    }
    const [rows, inner] = matrixSides(a.shape, transpose_a);
    const [other, columns] = matrixSides(b.shape, transpose_b);
    if (inner !== other) {
      const flipped = matrixSides(b.shape, !transpose_b)[0];
      return functionError(
        `\`matmul\` can't multiply ${tensorTypeText(a)}${transpose_a ? ' turned over' : ''} with ${tensorTypeText(b)}${transpose_b ? ' turned over' : ''}: the sides ${inner ?? 'batch'} and ${other ?? 'batch'} differ`,
        flipped === inner ? `turn the second over: transpose_b=${!transpose_b}` : undefined,
      );
    }
    return tensorTypeResult([...outer, rows as number | null, columns as number | null]);
  },
  emit(inputs, { transpose_a, transpose_b }, { tf }) {
    const [a, b] = operandPair(inputs);
    return tf.matMul(toFloat32(tf, a), toFloat32(tf, b), transpose_a, transpose_b);
  },
});
