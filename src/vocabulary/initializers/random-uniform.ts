import { Type } from '../schema.js';
import { initializer, sizeOf } from './define.js';
import { uniformBetween } from './draws.js';

export const randomUniform = initializer({
  name: 'random_uniform',
  summary: 'Uniform numbers between two bounds.',
  args: Type.Object(
    {
      minval: Type.Number({ default: -0.05, description: 'Lower bound.' }),
      maxval: Type.Number({ default: 0.05, description: 'Upper bound.' }),
    },
    { additionalProperties: false },
  ),
  fill: (shape, { minval, maxval }, draws) => uniformBetween(sizeOf(shape), minval, maxval, draws),
});
