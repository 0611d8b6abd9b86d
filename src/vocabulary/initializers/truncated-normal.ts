import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { drawTruncatedNormal as draw } from './random-draws.js';
import { shapeSize } from '../tensor-shape.js';

export const truncatedNormal = defineInitializer({
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
  fill: (shape, { mean, stddev }, draws) => draw(shapeSize(shape), mean, stddev, draws),
});
