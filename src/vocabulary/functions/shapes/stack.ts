import { Type } from '../../schema.js';
import { define, operand, tensors } from '../define.js';
import { float, list, refused, said, sameShape, typed } from '../types.js';

export const stack = define({
  name: 'stack',
  group: 'shape',
  summary: 'Tensors of one shape side by side, along a new axis.',
  parameters: tensors('x'),
  variadic: true,
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'Where the new axis stands; by default last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const { shape } = operand(inputs);
    if (!inputs.every((one) => sameShape(one.shape, shape))) {
      return refused(`\`stack\` needs tensors of one shape, and is given ${list(inputs.map(said))}`);
    }
    const at = axis < 0 ? axis + shape.length + 1 : axis;
    if (at < 0 || at > shape.length)
      return refused(`\`stack\` can't put a new axis at ${axis} of ${said(operand(inputs))}`);
    return typed([...shape.slice(0, at), inputs.length, ...shape.slice(at)]);
  },
  emit(inputs, { axis }, { tf }) {
    const parts = inputs.map((x) => float(tf, x));
    return tf.stack(parts, axis < 0 ? axis + operand(parts).rank + 1 : axis);
  },
});
