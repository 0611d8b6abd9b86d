import { Type } from '../../schema.js';
import { define, operand, scalars, tensors } from '../define.js';
import { float, refused, typed } from '../types.js';

export const clip = define({
  name: 'clip',
  group: 'math',
  rises: true,
  summary: 'The number, kept between two bounds.',
  parameters: [...tensors('x'), ...scalars('x_min', 'x_max').map((one) => ({ ...one, optional: false }))],
  options: Type.Object(
    {
      x_min: Type.Number({ description: 'The lower bound.' }),
      x_max: Type.Number({ description: 'The upper bound.' }),
    },
    { additionalProperties: false },
  ),
  output: (inputs, { x_min, x_max }) =>
    x_min <= x_max
      ? typed(operand(inputs).shape)
      : refused(`\`clip\` has ${x_min} as its lower bound, which is above its upper bound ${x_max}`),
  emit: (inputs, { x_min, x_max }, { tf }) => tf.clipByValue(float(tf, operand(inputs)), x_min, x_max),
});
