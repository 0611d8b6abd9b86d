import { define, operand, tensors } from '../define.js';
import { hasBatch, sidesOfExample, sizeOf, typed } from '../types.js';

export const flatten = define({
  name: 'flatten',
  group: 'shape',
  summary: 'All numbers of an example in a row.',
  parameters: tensors('x'),
  output(inputs) {
    const type = operand(inputs);
    const sides = sidesOfExample('flatten', type);
    return sides.ok ? typed([...(hasBatch(type) ? [null] : []), sizeOf(sides.value)], type.dtype) : sides;
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operand(inputs), [...shape]),
});
