import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { drawScaledByFans } from './fan-scaling.js';

/** LeCun et al. 1998. */
export const lecunUniform = defineInitializer({
  name: 'lecun_uniform',
  summary: 'Uniform numbers with variance 1 / units in.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape, _args, draws) => drawScaledByFans(shape, 1, 'fan_in', 'uniform', draws),
});
