import { Type } from '../../schema.js';
import { define, operand, tensors } from '../define.js';
import { axisOf, float, list, refused, said, typed } from '../types.js';

export const concat = define({
  name: 'concat',
  group: 'shape',
  summary: 'Tensors put behind one another along an axis.',
  parameters: tensors('x'),
  variadic: true,
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'Along which axis; by default the last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const first = operand(inputs);
    const found = axisOf(axis, first, 'what `concat` is given first');
    if (!found.ok) return found;
    const at = found.value;
    const fit = inputs.every(
      ({ shape }) =>
        shape.length === first.shape.length &&
        shape.every((side, place) => (place === at ? side !== null : side === first.shape[place])),
    );
    if (!fit) {
      return refused(
        `\`concat\` can't put ${list(inputs.map(said))} behind one another along axis ${axis}`,
        first.shape[at] === null ? 'the batch keeps its length' : 'all other sides must be the same',
      );
    }
    const length = inputs.reduce((sum, { shape }) => sum + (shape[at] as number), 0);
    return typed(first.shape.map((side, place) => (place === at ? length : side)));
  },
  emit(inputs, { axis }, { tf }) {
    const parts = inputs.map((x) => float(tf, x));
    return parts.length === 1
      ? operand(parts)
      : tf.concat(parts, axis < 0 ? axis + operand(parts).rank : axis);
  },
});
