import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { drawUniform } from './random-draws.js';
import { shapeSize } from '../tensor-shape.js';

export const randomUniform = defineInitializer({
  name: 'random_uniform',
  summary: 'Uniform numbers between two bounds.',
  args: Type.Object(
    {
      minval: Type.Number({ default: -0.05, description: 'Lower bound.' }),
      maxval: Type.Number({ default: 0.05, description: 'Upper bound.' }),
    },
    { additionalProperties: false },
  ),
  fill: (shape, { minval, maxval }, draws) => drawUniform(shapeSize(shape), minval, maxval, draws),
});
