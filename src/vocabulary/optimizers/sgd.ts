import { Type } from '../schema.js';
import type { Tensor } from '../types.js';
import { byName } from '../../names/index.js';
import { decay, learningRate, optimizer, slot } from './define.js';

/** keras/src/optimizers/sgd.py */
export const sgd = optimizer({
  name: 'SGD',
  summary: 'Gradient descent, with momentum if asked for.',
  args: Type.Object(
    {
      learning_rate: learningRate(0.01),
      momentum: decay(0, 'Share of the last step that is taken again.'),
      nesterov: Type.Boolean({
        default: false,
        description: 'Look ahead along the momentum (Nesterov 1983).',
      }),
    },
    { additionalProperties: false },
  ),
  slots: ({ momentum }) => (momentum === 0 ? [] : [{ name: 'momentum', start: 0 }]),
  update(tf, { momentum, nesterov }, at) {
    const { weight, gradient, learningRate: rate } = at;
    const step = tf.mul(gradient, rate);
    const slots = byName<Tensor>();
    if (momentum === 0) return { weight: tf.sub(weight, step), slots };
    const moved = tf.sub(tf.mul(slot(at, 'momentum'), momentum), step);
    const ahead = nesterov ? tf.sub(tf.mul(moved, momentum), step) : moved;
    return { weight: tf.add(weight, ahead), slots: { momentum: moved } };
  },
});
