import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { drawScaledByFans } from './fan-scaling.js';

/** Glorot and Bengio 2010. */
export const glorotUniform = defineInitializer({
  name: 'glorot_uniform',
  summary: 'Uniform numbers with variance 2 / (units in + units out).',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape, _args, draws) => drawScaledByFans(shape, 1, 'fan_avg', 'uniform', draws),
});
