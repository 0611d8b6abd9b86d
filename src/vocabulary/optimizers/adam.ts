import { Type } from '../typebox-builders.js';
import { defineOptimizer } from './define-optimizer.js';
import { adamArguments, adamSlots, adamStep } from './moments.js';

/** keras/src/optimizers/adam.py (Kingma 2015) */
export const adam = defineOptimizer({
  name: 'Adam',
  summary: 'Steps by running means of gradients and their squares (Kingma 2015).',
  args: Type.Object(adamArguments, { additionalProperties: false }),
  slots: adamSlots,
  update(tf, args, at) {
    const { step, slots } = adamStep(tf, args, at);
    return { weight: tf.sub(at.weight, step), slots };
  },
});
