import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { drawNormal } from './random-draws.js';
import { shapeSize } from '../tensor-shape.js';

export const randomNormal = defineInitializer({
  name: 'random_normal',
  summary: 'Normal numbers.',
  args: Type.Object(
    {
      mean: Type.Number({ default: 0, description: 'Mean of the numbers.' }),
      stddev: Type.Number({ default: 0.05, minimum: 0, description: 'Standard deviation of the numbers.' }),
    },
    { additionalProperties: false },
  ),
  fill: (shape, { mean, stddev }, draws) => drawNormal(shapeSize(shape), mean, stddev, draws),
});
