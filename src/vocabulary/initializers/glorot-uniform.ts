import { Type } from '../schema.js';
import { initializer } from './define.js';
import { scaled } from './scaling.js';

/** Glorot and Bengio 2010. */
export const glorotUniform = initializer({
  name: 'glorot_uniform',
  summary: 'Uniform numbers with variance 2 / (units in + units out).',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape, _args, draws) => scaled(shape, 1, 'fan_avg', 'uniform', draws),
});
