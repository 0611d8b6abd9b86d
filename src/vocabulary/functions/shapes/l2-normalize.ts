import { Type } from '../../schema.js';
import { define, operand, tensors } from '../define.js';
import { normalized } from '../normalized.js';
import { axisOf, float, typed } from '../types.js';

export const l2Normalize = define({
  name: 'l2_normalize',
  group: 'shape',
  summary: 'Vectors with a length of 1 that point where they pointed.',
  parameters: tensors('x'),
  options: Type.Object(
    {
      axis: Type.Integer({ default: -1, description: 'Along which axis vectors lie; by default the last.' }),
    },
    { additionalProperties: false },
  ),
  output(inputs, { axis }) {
    const found = axisOf(axis, operand(inputs), 'what `l2_normalize` is given');
    return found.ok ? typed(operand(inputs).shape) : found;
  },
  emit(inputs, { axis }, { tf }) {
    const x = float(tf, operand(inputs));
    return normalized(tf, x, axis < 0 ? axis + x.rank : axis);
  },
});
