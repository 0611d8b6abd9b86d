import { define, operand, tensors } from '../define.js';
import { detached } from '../../detached.js';
import { typed } from '../types.js';

export const stopGradient = define({
  name: 'stop_gradient',
  group: 'gradient',
  rises: true,
  summary: 'The same value, through which no gradient goes.',
  parameters: tensors('x'),
  output: (inputs) => typed(operand(inputs).shape, operand(inputs).dtype),
  emit: (inputs, _options, { tf }) => detached(tf, operand(inputs)),
});
