import { Type } from 'typebox';
import { blend, decay, epsilon, learningRate, optimizer, slot } from './define.js';

/** keras/src/optimizers/rmsprop.py, without `centered` */
export const rmsprop = optimizer({
  name: 'RMSprop',
  summary: 'Steps divided by the running size of the gradients (Hinton 2012).',
  args: Type.Object(
    {
      learning_rate: learningRate(0.001),
      rho: decay(0.9, 'Share of the running average that is kept in each step.'),
      momentum: decay(0, 'Share of the last step that is taken again.'),
      epsilon,
    },
    { additionalProperties: false },
  ),
  slots: [
    { name: 'velocity', start: 0 },
    { name: 'momentum', start: 0 },
  ],
  update(tf, { rho, momentum, epsilon: small }, at) {
    const { weight, gradient, learningRate: rate } = at;
    const velocity = blend(tf, slot(at, 'velocity'), tf.square(gradient), rho);
    const step = tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(velocity, small)));
    const before = slot(at, 'momentum');
    const moved = momentum === 0 ? step : tf.add(tf.mul(before, momentum), step);
    return {
      weight: tf.sub(weight, moved),
      slots: { velocity, momentum: momentum === 0 ? before : moved },
    };
  },
});
