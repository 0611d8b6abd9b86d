import { defineFunction, operandAt, tensorParameters } from '../define-function.js';
import { functionError, tensorTypeResult, tensorTypeText } from '../type-rules.js';

/** As tf.gradients: of the sum of the values. Penalties on it: Gulrajani et al. 2017. */
export const gradient = defineFunction({
  name: 'gradient',
  group: 'gradient',
  summary:
    'The slopes of a value by another that it is computed from, in the shape of that one; a loss of them is differentiated once more.',
  parameters: tensorParameters('y', 'x'),
  output(inputs) {
    const x = operandAt(inputs, 1);
    return x.dtype === 'float32'
      ? tensorTypeResult(x.shape)
      : functionError(
          `\`gradient\` is by numbers, and is given ${tensorTypeText(x)} of whole numbers or truth values`,
          undefined,
          'x',
        );
  },
  emit() {
    throw new Error('a gradient is not computed from its operands alone: the forward pass takes it');
  },
});
