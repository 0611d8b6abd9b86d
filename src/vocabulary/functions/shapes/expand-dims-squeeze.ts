import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { axisFromFront, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';

export const expandDims = defineFunction({
  name: 'expand_dims',
  group: 'shape',
  summary: 'The tensor with a new axis of one side.',
  parameters: tensorParameters('x'),
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'Where the new axis stands; by default last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const { shape, dtype } = operandAt(inputs);
    const at = axis < 0 ? axis + shape.length + 1 : axis;
    if (at < 0 || at > shape.length) {
      return functionError(
        `\`expand_dims\` can't put a new axis at ${axis} of ${tensorTypeText(operandAt(inputs))}`,
      );
    }
    return tensorTypeResult([...shape.slice(0, at), 1, ...shape.slice(at)], dtype);
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operandAt(inputs), [...shape]),
});

export const squeeze = defineFunction({
  name: 'squeeze',
  group: 'shape',
  summary: 'The tensor without an axis of one side.',
  parameters: tensorParameters('x'),
  options: Type.Object(
    { axis: Type.Integer({ default: -1, description: 'The axis to take away; by default the last.' }) },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const type = operandAt(inputs);
    const found = axisFromFront(axis, type, 'what `squeeze` is given');
    if (!found.ok) return found;
    if (type.shape[found.value] !== 1) {
      return functionError(
        `\`squeeze\` takes away axes of one side, and axis ${axis} of ${tensorTypeText(type)} has more`,
      );
    }
    return tensorTypeResult(
      type.shape.filter((_, at) => at !== found.value),
      type.dtype,
    );
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operandAt(inputs), [...shape]),
});
