import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { drawScaledByFans } from './fan-scaling.js';

/** LeCun et al. 1998. */
export const lecunNormal = defineInitializer({
  name: 'lecun_normal',
  summary: 'Truncated normal numbers with variance 1 / units in.',
  args: Type.Object({}, { additionalProperties: false }),
  fill: (shape, _args, draws) => drawScaledByFans(shape, 1, 'fan_in', 'truncated_normal', draws),
});
