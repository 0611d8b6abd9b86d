import { Type } from '../schema.js';
import { initializer, sizeOf } from './define.js';
import { truncatedNormal as draw } from './draws.js';

export const truncatedNormal = initializer({
  name: 'truncated_normal',
  summary: 'Normal numbers, those beyond two standard deviations drawn anew.',
  args: Type.Object(
    {
      mean: Type.Number({ default: 0, description: 'Mean of the numbers.' }),
      stddev: Type.Number({
        default: 0.05,
        minimum: 0,
        description: 'Standard deviation before the numbers beyond two of it are drawn anew.',
      }),
    },
    { additionalProperties: false },
  ),
  fill: (shape, { mean, stddev }, draws) => draw(sizeOf(shape), mean, stddev, draws),
});
