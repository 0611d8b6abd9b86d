import { Type } from '../schema.js';
import { initializer } from './define.js';
import { scaled } from './scaling.js';

/** LeCun et al. 1998. */
export const lecunNormal = initializer({
  name: 'lecun_normal',
  summary: 'Truncated normal numbers with variance 1 / units in.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape, _args, draws) => scaled(shape, 1, 'fan_in', 'truncated_normal', draws),
});
