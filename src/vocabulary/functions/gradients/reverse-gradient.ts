import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, scalarParameters, tensorParameters } from '../define-function.js';
import { toFloat32, tensorTypeResult } from '../type-rules.js';

/** Ganin and Lempitsky 2015. */
export const reverseGradient = defineFunction({
  name: 'reverse_gradient',
  group: 'gradient',
  summary: 'The same value; gradients that go through it change their sign.',
  parameters: [...tensorParameters('x'), ...scalarParameters('scale')],
  moving: ['scale'],
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
  output: (inputs) => tensorTypeResult(operandAt(inputs).shape),
  emit: (inputs, { scale }, { tf }) =>
    tf.customGrad((x) => ({
      value: tf.clone(x as ReturnType<typeof toFloat32>),
      gradFunc: (dy) => (typeof scale === 'number' ? tf.mul(dy, -scale) : tf.neg(tf.mul(dy, scale))),
    }))(toFloat32(tf, operandAt(inputs))),
});
