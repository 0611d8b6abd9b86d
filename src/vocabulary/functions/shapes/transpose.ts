import { Type } from '../../schema.js';
import { define, operand, tensors } from '../define.js';
import { refused, said, typed } from '../types.js';

export const transpose = define({
  name: 'transpose',
  group: 'shape',
  summary: 'The tensor with its axes in another order.',
  parameters: tensors('x'),
  options: Type.Object(
    {
      axes: Type.Union([Type.Array(Type.Integer({ minimum: 0 })), Type.Null()], {
        default: null,
        description: 'The axes in their new order, the batch being 0; by default from last to first.',
      }),
    },
    { additionalProperties: false },
  ),
  output(inputs, { axes }) {
    const type = operand(inputs);
    const order = axes ?? type.shape.map((_, at) => at).reverse();
    const sorted = [...order].sort((a, b) => a - b);
    if (sorted.length !== type.shape.length || sorted.some((axis, at) => axis !== at)) {
      return refused(
        `[${order.join(', ')}] is no order of the axes of ${said(type)}`,
        `each of 0 to ${type.shape.length - 1} stands there once`,
      );
    }
    return typed(
      order.map((axis) => type.shape[axis] as number | null),
      type.dtype,
    );
  },
  emit: (inputs, { axes }, { tf }) => tf.transpose(operand(inputs), axes ?? undefined),
});
