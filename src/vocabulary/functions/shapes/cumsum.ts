import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { axisFromFront, tensorTypeResult, toFloat32 } from '../type-rules.js';

export const cumsum = defineFunction({
  name: 'cumsum',
  group: 'shape',
  summary: 'Sums of the elements along an axis up to each of them.',
  parameters: tensorParameters('x'),
  options: Type.Object(
    {
      axis: Type.Integer({ default: -1, description: 'Along which axis; by default the last.' }),
      exclusive: Type.Boolean({ default: false, description: 'Whether each sum ends before its element.' }),
      reverse: Type.Boolean({ default: false, description: 'Whether sums begin at the end.' }),
    },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const found = axisFromFront(axis, operandAt(inputs), 'what `cumsum` is given');
    return found.ok ? tensorTypeResult(operandAt(inputs).shape) : found;
  },
  emit(inputs, { axis, exclusive, reverse }, { tf }) {
    const x = toFloat32(tf, operandAt(inputs));
    return tf.cumsum(x, axis < 0 ? axis + x.rank : axis, exclusive, reverse);
  },
});
