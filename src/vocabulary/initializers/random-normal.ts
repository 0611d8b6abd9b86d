import { Type } from '../schema.js';
import { initializer, sizeOf } from './define.js';
import { normalAround } from './draws.js';

export const randomNormal = initializer({
  name: 'random_normal',
  summary: 'Normal numbers.',
  args: Type.Object(
    {
      mean: Type.Number({ default: 0, description: 'Mean of the numbers.' }),
      stddev: Type.Number({ default: 0.05, minimum: 0, description: 'Standard deviation of the numbers.' }),
    },
    { additionalProperties: false },
  ),
  fill: (shape, { mean, stddev }, draws) => normalAround(sizeOf(shape), mean, stddev, draws),
});
