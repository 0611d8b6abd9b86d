import { Type } from '../typebox-builders.js';
import { defineOptimizer } from './define-optimizer.js';
import { adamArguments, adamSlots, adamStep } from './moments.js';

/** keras/src/optimizers/adamw.py (Loshchilov 2019): weights shrink by learning_rate * weight_decay before the step. */
export const adamw = defineOptimizer({
  name: 'AdamW',
  summary: 'Adam with weights that shrink a little in each step (Loshchilov 2019).',
  args: Type.Object(
    {
      ...adamArguments,
      weight_decay: Type.Number({
        default: 0.004,
        minimum: 0,
        description: 'How much weights shrink, times the learning rate.',
      }),
    },
    { additionalProperties: false },
  ),
  slots: adamSlots,
  update(tf, args, at) {
    const shrunk = tf.sub(at.weight, tf.mul(at.weight, tf.mul(at.learningRate, args.weight_decay)));
    const { step, slots } = adamStep(tf, args, at);
    return { weight: tf.sub(shrunk, step), slots };
  },
});
