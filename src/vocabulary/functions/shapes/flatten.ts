import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { hasBatch, sidesWithoutBatch, tensorTypeResult } from '../type-rules.js';
import { shapeSize } from '../../tensor-shape.js';

export const flattenFunction = defineFunction({
  name: 'flatten',
  group: 'shape',
  summary: 'All numbers of an example in a row.',
  parameters: tensorParameters('x'),
  output(inputs) {
    const type = operandAt(inputs);
    const sides = sidesWithoutBatch('flatten', type);
    return sides.ok
      ? tensorTypeResult([...(hasBatch(type) ? [null] : []), shapeSize(sides.value)], type.dtype)
      : sides;
  },
  emit: (inputs, _options, { tf, shape }) => tf.reshape(operandAt(inputs), [...shape]),
});
