import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

export const transpose = defineFunction({
  name: 'transpose',
  group: 'shape',
  summary: 'The tensor with its axes in another order.',
  parameters: tensorParameters('x'),
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
    const type = operandAt(inputs);
    const order = axes ?? type.shape.map((_, at) => at).reverse();
    const sorted = [...order].sort((a, b) => a - b);
    if (sorted.length !== type.shape.length || sorted.some((axis, at) => axis !== at)) {
      return functionError(
        `[${order.join(', ')}] is no order of the axes of ${tensorTypeText(type)}`,
        `each of 0 to ${type.shape.length - 1} stands there once`,
      );
    }
    return tensorTypeResult(
      order.map((axis) => type.shape[axis] as number | null),
      type.dtype,
    );
  },
  emit: (inputs, { axes }, { tf }) => tf.transpose(operandAt(inputs), axes ?? undefined),
});
