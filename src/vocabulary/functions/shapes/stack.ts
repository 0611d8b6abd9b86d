import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';
import { equalShapes } from '../../tensor-shape.js';

export const stack = defineFunction({
  name: 'stack',
  group: 'shape',
  summary: 'Tensors of one shape side by side, along a new axis.',
  parameters: tensorParameters('x'),
  variadic: true,
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'Where the new axis stands; by default last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const { shape } = operandAt(inputs);
    if (!inputs.every((one) => equalShapes(one.shape, shape))) {
      return functionError(
        `\`stack\` needs tensors of one shape, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
      );
    }
    const at = axis < 0 ? axis + shape.length + 1 : axis;
    if (at < 0 || at > shape.length)
      return functionError(
        `\`stack\` can't put a new axis at ${axis} of ${tensorTypeText(operandAt(inputs))}`,
      );
    return tensorTypeResult([...shape.slice(0, at), inputs.length, ...shape.slice(at)]);
  },
  emit(inputs, { axis }, { tf }) {
    const parts = inputs.map((x) => toFloat32(tf, x));
    return tf.stack(parts, axis < 0 ? axis + operandAt(parts).rank + 1 : axis);
  },
});
