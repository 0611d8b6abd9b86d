import { define, operand, tensors } from '../define.js';
import { hasBatch, sizeOf, typed } from '../types.js';

export const flatten = define({
  name: 'flatten',
  group: 'shape',
  summary: 'All numbers of an example in a row.',
  parameters: tensors('x'),
  output(inputs) {
    const type = operand(inputs);
    const batch = hasBatch(type) ? [null] : [];
    return typed([...batch, sizeOf(type.shape.slice(batch.length) as number[])], type.dtype);
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operand(inputs), [...shape]),
});
