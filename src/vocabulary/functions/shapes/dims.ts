import { Type } from '../../schema.js';
import { define, operand, tensors } from '../define.js';
import { axisOf, refused, said, typed } from '../types.js';

export const expandDims = define({
  name: 'expand_dims',
  group: 'shape',
  summary: 'The tensor with a new axis of one side.',
  parameters: tensors('x'),
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'Where the new axis stands; by default last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const { shape, dtype } = operand(inputs);
    const at = axis < 0 ? axis + shape.length + 1 : axis;
    if (at < 0 || at > shape.length) {
      return refused(`\`expand_dims\` can't put a new axis at ${axis} of ${said(operand(inputs))}`);
    }
    return typed([...shape.slice(0, at), 1, ...shape.slice(at)], dtype);
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operand(inputs), [...shape]),
});

export const squeeze = define({
  name: 'squeeze',
  group: 'shape',
  summary: 'The tensor without an axis of one side.',
  parameters: tensors('x'),
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'The axis to take away; by default the last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const type = operand(inputs);
    const found = axisOf(axis, type, 'what `squeeze` is given');
    if (!found.ok) return found;
    if (type.shape[found.value] !== 1) {
      return refused(`\`squeeze\` takes away axes of one side, and axis ${axis} of ${said(type)} has more`);
    }
    return typed(
      type.shape.filter((_, at) => at !== found.value),
      type.dtype,
    );
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operand(inputs), [...shape]),
});
