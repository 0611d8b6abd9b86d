import { Type } from '../../schema.js';
import { define, operand, scalars, tensors } from '../define.js';
import { float, typed } from '../types.js';

/** Ganin and Lempitsky 2015. */
export const reverseGradient = define({
  name: 'reverse_gradient',
  group: 'gradient',
  summary: 'The same value; gradients that go through it change their sign.',
  parameters: [...tensors('x'), ...scalars('scale')],
  options: Type.Object(
    {
      scale: Type.Number({
        default: 1,
        minimum: 0,
        description: 'What gradients are multiplied with as well.',
      }),
    },
    { additionalProperties: false },
  ),
  output: (inputs) => typed(operand(inputs).shape),
  emit: (inputs, { scale }, { tf }) =>
    tf.customGrad((x) => ({
      value: tf.clone(x as ReturnType<typeof float>),
      gradFunc: (dy) => tf.mul(dy, -scale),
    }))(float(tf, operand(inputs))),
});
