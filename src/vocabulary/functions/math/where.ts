import { define, operand, tensors } from '../define.js';
import { broadcast, float, refused, typed } from '../types.js';

export const where = define({
  name: 'where',
  group: 'math',
  summary: 'The first value where the condition holds, and the second elsewhere.',
  parameters: tensors('condition', 'x1', 'x2'),
  output(inputs) {
    if (operand(inputs).dtype !== 'bool') {
      return refused(
        '`where` needs a condition that is true or false, and is given numbers',
        'compare first: where(greater(x, 0), a, b)',
        'condition',
      );
    }
    const shape = broadcast('where', inputs);
    return shape.ok ? typed(shape.value) : shape;
  },
  emit: (inputs, _options, { tf }) =>
    tf.where(operand(inputs), float(tf, operand(inputs, 1)), float(tf, operand(inputs, 2))),
});
