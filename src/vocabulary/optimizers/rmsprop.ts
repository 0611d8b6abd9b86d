import { Type } from '../typebox-builders.js';
import {
  exponentialMovingAverage,
  decayArgument,
  optimizerEpsilonArgument,
  learningRateArgument,
  defineOptimizer,
  requiredSlot,
} from './define-optimizer.js';

/** keras/src/optimizers/rmsprop.py */
export const rmsprop = defineOptimizer({
  name: 'RMSprop',
  summary: 'Steps divided by the running size of the gradients (Hinton 2012).',
  args: Type.Object(
    {
      learning_rate: learningRateArgument(0.001),
      rho: decayArgument(0.9, 'Share of the running average that is kept in each step.'),
      momentum: decayArgument(0, 'Share of the last step that is taken again.'),
      epsilon: optimizerEpsilonArgument,
      centered: Type.Boolean({
        default: false,
        description: 'Whether gradients are measured from their running mean.',
      }),
    },
    { additionalProperties: false },
  ),
  slots: ({ momentum, centered }) => [
    { name: 'velocity', start: 0 },
    ...(momentum === 0 ? [] : [{ name: 'momentum', start: 0 }]),
    ...(centered ? [{ name: 'average_gradient', start: 0 }] : []),
  ],
  update(tf, { rho, momentum, epsilon: small, centered }, at) {
    const { weight, gradient, learningRate: rate } = at;
    const velocity = exponentialMovingAverage(tf, requiredSlot(at, 'velocity'), tf.square(gradient), rho);
    const mean = centered
      ? exponentialMovingAverage(tf, requiredSlot(at, 'average_gradient'), gradient, rho)
      : null;
    const spread = mean ? tf.sub(velocity, tf.square(mean)) : velocity;
    const step = tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(spread, small)));
    const delta = momentum === 0 ? step : tf.add(tf.mul(requiredSlot(at, 'momentum'), momentum), step);
    return {
      weight: tf.sub(weight, delta),
      slots: {
        velocity,
        ...(momentum === 0 ? {} : { momentum: delta }),
        ...(mean ? { average_gradient: mean } : {}),
      },
    };
  },
});
