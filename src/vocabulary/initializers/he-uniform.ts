import { Type } from '../schema.js';
import { initializer } from './define.js';
import { scaled } from './scaling.js';

/** He et al. 2015. */
export const heUniform = initializer({
  name: 'he_uniform',
  summary: 'Uniform numbers with variance 2 / units in.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape, _args, draws) => scaled(shape, 2, 'fan_in', 'uniform', draws),
});
