import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { broadcastResultShape, toFloat32, functionError, tensorTypeResult } from '../type-rules.js';

export const where = defineFunction({
  name: 'where',
  group: 'math',
  summary: 'The first value where the condition holds, and the second elsewhere.',
  differentiable: [1, 2],
  parameters: tensorParameters('condition', 'x1', 'x2'),
  output(inputs) {
    if (operandAt(inputs).dtype !== 'bool') {
      return functionError(
        '`where` needs a condition that is true or false, and is given numbers',
        'compare first: where(greater(x, 0), a, b)',
        'condition',
      );
    }
    const shape = broadcastResultShape('where', inputs);
    return shape.ok ? tensorTypeResult(shape.value) : shape;
  },
  emit: (inputs, _options, { tf }) =>
    tf.where(operandAt(inputs), toFloat32(tf, operandAt(inputs, 1)), toFloat32(tf, operandAt(inputs, 2))),
});
