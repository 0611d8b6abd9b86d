import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { toUnitLength } from '../../unit-length.js';
import { axisFromFront, toFloat32, tensorTypeResult } from '../type-rules.js';

export const l2Normalize = defineFunction({
  name: 'l2_normalize',
  group: 'shape',
  summary: 'Vectors with a length of 1 that point where they pointed.',
  parameters: tensorParameters('x'),
  options: Type.Object(
    {
      axis: Type.Integer({ default: -1, description: 'Along which axis vectors lie; by default the last.' }),
    },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const found = axisFromFront(axis, operandAt(inputs), 'what `l2_normalize` is given');
    return found.ok ? tensorTypeResult(operandAt(inputs).shape) : found;
  },
  emit(inputs, { axis }, { tf }) {
    const x = toFloat32(tf, operandAt(inputs));
    return toUnitLength(tf, x, axis < 0 ? axis + x.rank : axis);
  },
});
