import { operandPair, defineFunction, tensorParameters } from '../define-function.js';
import { toFloat32, joinWithAnd, functionError, tensorTypeText, tensorTypeResult } from '../type-rules.js';
import { equalShapes } from '../../tensor-shape.js';

/** Bengio, Léonard and Courville 2013. */
export const straightThrough = defineFunction({
  name: 'straight_through',
  group: 'gradient',
  summary: 'The first value; gradients go to the second, as if it had been used.',
  differentiable: [1],
  parameters: tensorParameters('hard', 'soft'),
  output(inputs) {
    const [hard, soft] = operandPair(inputs);
    return equalShapes(hard.shape, soft.shape)
      ? tensorTypeResult(soft.shape)
      : functionError(
          `\`straight_through\` needs two values of one shape, and is given ${joinWithAnd(inputs.map(tensorTypeText))}`,
        );
  },
  emit(inputs, _options, { tf }) {
    const [hard, soft] = operandPair(inputs);
    return tf.customGrad((_soft) => ({ value: tf.clone(toFloat32(tf, hard)), gradFunc: (dy) => dy }))(
      toFloat32(tf, soft),
    );
  },
});
