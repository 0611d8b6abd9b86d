import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { drawScaledByFans } from './fan-scaling.js';

export const varianceScaling = defineInitializer({
  name: 'variance_scaling',
  summary: 'Random numbers whose variance is a factor divided by the number of units.',
  args: Type.Object(
    {
      scale: Type.Number({ default: 1, exclusiveMinimum: 0, description: 'The factor.' }),
      mode: Type.Union([Type.Literal('fan_in'), Type.Literal('fan_out'), Type.Literal('fan_avg')], {
        default: 'fan_in',
        description: 'Which units are counted: those going in, those coming out, or the mean of both.',
      }),
      distribution: Type.Union(
        [Type.Literal('truncated_normal'), Type.Literal('untruncated_normal'), Type.Literal('uniform')],
        { default: 'truncated_normal', description: 'How the numbers are distributed.' },
      ),
    },
    { additionalProperties: false },
  ),
  fill: (shape, { scale, mode, distribution }, draws) =>
    drawScaledByFans(shape, scale, mode, distribution, draws),
});
