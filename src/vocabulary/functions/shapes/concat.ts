import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import {
  axisFromFront,
  toFloat32,
  joinWithAnd,
  functionError,
  tensorTypeText,
  tensorTypeResult,
} from '../type-rules.js';

export const concat = defineFunction({
  name: 'concat',
  group: 'shape',
  summary: 'Tensors put behind one another along an axis.',
  parameters: tensorParameters('x'),
  variadic: true,
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'Along which axis; by default the last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const first = operandAt(inputs);
    const found = axisFromFront(axis, first, 'what `concat` is given first');
    if (!found.ok) return found;
    const at = found.value;
    const fit = inputs.every(
      ({ shape }) =>
        shape.length === first.shape.length &&
        shape.every((side, place) => (place === at ? side !== null : side === first.shape[place])),
    );
    if (!fit) {
      return functionError(
        `\`concat\` can't put ${joinWithAnd(inputs.map(tensorTypeText))} behind one another along axis ${axis}`,
        first.shape[at] === null ? 'the batch keeps its length' : 'all other sides must be the same',
      );
    }
    const length = inputs.reduce((sum, { shape }) => sum + (shape[at] as number), 0);
    return tensorTypeResult(first.shape.map((side, place) => (place === at ? length : side)));
  },
  emit(inputs, { axis }, { tf }) {
    const parts = inputs.map((x) => toFloat32(tf, x));
    return parts.length === 1
      ? operandAt(parts)
      : tf.concat(parts, axis < 0 ? axis + operandAt(parts).rank : axis);
  },
});
