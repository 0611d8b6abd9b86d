import { Type } from '../../typebox-builders.js';
import { defineFunction, operandAt, scalarParameters, tensorParameters } from '../define-function.js';
import { toFloat32, functionError, tensorTypeResult } from '../type-rules.js';

export const clip = defineFunction({
  name: 'clip',
  group: 'math',
  rises: true,
  summary: 'The number, kept between two bounds.',
  parameters: [
    ...tensorParameters('x'),
    ...scalarParameters('x_min', 'x_max').map((one) => ({ ...one, optional: false })),
  ],
  moving: ['x_min', 'x_max'],
  options: Type.Object(
    {
      x_min: Type.Number({ description: 'The lower bound.' }),
      x_max: Type.Number({ description: 'The upper bound.' }),
    },
    { additionalProperties: false },
  ),
  output: (inputs, { x_min, x_max }) =>
    x_min <= x_max
      ? tensorTypeResult(operandAt(inputs).shape)
      : functionError(`\`clip\` has ${x_min} as its lower bound, which is above its upper bound ${x_max}`),
  emit(inputs, { x_min, x_max }, { tf }) {
    const x = toFloat32(tf, operandAt(inputs));
    return typeof x_min === 'number' && typeof x_max === 'number'
      ? tf.clipByValue(x, x_min, x_max)
      : tf.minimum(tf.maximum(x, x_min), x_max);
  },
});
