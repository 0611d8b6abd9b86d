import { Type } from '../../schema.js';
import { both, define, tensors } from '../define.js';
import { float, list, refused, said, sameShape, typed } from '../types.js';

/** A matrix that may have to be turned over: [rows, columns]. */
const sides = (shape: readonly (number | null)[], turned: boolean) => {
  const [rows, columns] = shape.slice(-2) as [number | null, number | null];
  return turned ? [columns, rows] : [rows, columns];
};

export const matmul = define({
  name: 'matmul',
  group: 'shape',
  summary: 'The product of two matrices, or of as many pairs of them as there are.',
  parameters: tensors('x1', 'x2'),
  options: Type.Object(
    {
      transpose_a: Type.Boolean({ default: false, description: 'Whether the first is turned over.' }),
      transpose_b: Type.Boolean({ default: false, description: 'Whether the second is turned over.' }),
    },
    { additionalProperties: false },
  ),
  output(inputs, { transpose_a, transpose_b }) {
    const [a, b] = both(inputs);
    const matrices = a.shape.length > 1 && b.shape.length === a.shape.length;
    const outer = a.shape.slice(0, -2);
    if (!matrices || !sameShape(outer, b.shape.slice(0, -2))) {
      return refused(`\`matmul\` needs two matrices, and is given ${list(inputs.map(said))}`);
    }
    const [rows, inner] = sides(a.shape, transpose_a);
    const [other, columns] = sides(b.shape, transpose_b);
    if (inner !== other) {
      const flipped = sides(b.shape, !transpose_b)[0];
      return refused(
        `\`matmul\` can't multiply ${said(a)}${transpose_a ? ' turned over' : ''} with ${said(b)}${transpose_b ? ' turned over' : ''}: the sides ${inner ?? 'batch'} and ${other ?? 'batch'} differ`,
        flipped === inner ? `turn the second over: transpose_b=${!transpose_b}` : undefined,
      );
    }
    return typed([...outer, rows as number | null, columns as number | null]);
  },
  emit(inputs, { transpose_a, transpose_b }, { tf }) {
    const [a, b] = both(inputs);
    return tf.matMul(float(tf, a), float(tf, b), transpose_a, transpose_b);
  },
});
