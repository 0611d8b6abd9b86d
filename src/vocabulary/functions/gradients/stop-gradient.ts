import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { detachTensor } from '../../detach-tensor.js';
import { tensorTypeResult } from '../type-rules.js';

export const stopGradient = defineFunction({
  name: 'stop_gradient',
  group: 'gradient',
  rises: true,
  differentiable: [],
  summary: 'The same value, through which no gradient goes.',
  parameters: tensorParameters('x'),
  output: (inputs) => tensorTypeResult(operandAt(inputs).shape, operandAt(inputs).dtype),
  emit: (inputs, _options, { tf }) => detachTensor(tf, operandAt(inputs)),
});
