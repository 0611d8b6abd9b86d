import { Type } from '../schema.js';
import { initializer } from './define.js';
import { scaled } from './scaling.js';

/** Glorot and Bengio 2010. */
export const glorotNormal = initializer({
  name: 'glorot_normal',
  summary: 'Truncated normal numbers with variance 2 / (units in + units out).',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape, _args, draws) => scaled(shape, 1, 'fan_avg', 'truncated_normal', draws),
});
