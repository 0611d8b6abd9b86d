import { Type } from '../typebox-builders.js';
import {
  exponentialMovingAverage,
  decayArgument,
  optimizerEpsilonArgument,
  learningRateArgument,
  defineOptimizer,
  requiredSlot,
} from './define-optimizer.js';

/** keras/src/optimizers/adadelta.py (Zeiler 2012). Keras 2 had a learning rate of 1. */
export const adadelta = defineOptimizer({
  name: 'Adadelta',
  summary: 'Steps as large as recent steps, against recent gradients (Zeiler 2012).',
  args: Type.Object(
    {
      learning_rate: learningRateArgument(0.001),
      rho: decayArgument(0.95, 'Share of the running averages that is kept in each step.'),
      epsilon: optimizerEpsilonArgument,
    },
    { additionalProperties: false },
  ),
  slots: () => [
    { name: 'accumulated_gradient', start: 0 },
    { name: 'accumulated_step', start: 0 },
  ],
  update(tf, { rho, epsilon: small }, at) {
    const { weight, gradient, learningRate: rate } = at;
    const gradients = exponentialMovingAverage(
      tf,
      requiredSlot(at, 'accumulated_gradient'),
      tf.square(gradient),
      rho,
    );
    const before = requiredSlot(at, 'accumulated_step');
    const step = tf.mul(gradient, tf.sqrt(tf.div(tf.add(before, small), tf.add(gradients, small))));
    return {
      weight: tf.sub(weight, tf.mul(step, rate)),
      slots: {
        accumulated_gradient: gradients,
        accumulated_step: exponentialMovingAverage(tf, before, tf.square(step), rho),
      },
    };
  },
});
