import { optimizer } from './define.js';
import { adamArguments, adamStep, momentSlots } from './moments.js';

/** keras/src/optimizers/adam.py (Kingma 2015) */
export const adam = optimizer({
  name: 'Adam',
  summary: 'Steps by running means of gradients and their squares (Kingma 2015).',
  args: adamArguments,
  slots: momentSlots,
  update(tf, args, at) {
    const { step, slots } = adamStep(tf, args, at);
    return { weight: tf.sub(at.weight, step), slots };
  },
});
