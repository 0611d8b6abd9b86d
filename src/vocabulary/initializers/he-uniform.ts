import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { drawScaledByFans } from './fan-scaling.js';

/** He et al. 2015. */
export const heUniform = defineInitializer({
  name: 'he_uniform',
  summary: 'Uniform numbers with variance 2 / units in.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape, _args, draws) => drawScaledByFans(shape, 2, 'fan_in', 'uniform', draws),
});
