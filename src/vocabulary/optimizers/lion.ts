import { Type } from '../typebox-builders.js';
import {
  decayArgument,
  defineOptimizer,
  exponentialMovingAverage,
  learningRateArgument,
  requiredSlot,
} from './define-optimizer.js';

/** keras/src/optimizers/lion.py (Chen 2023) */
export const lion = defineOptimizer({
  name: 'Lion',
  summary:
    'Steps of one size in the direction of the momentum; a tenth of the rate of Adam is usual (Chen 2023).',
  args: Type.Object(
    {
      learning_rate: learningRateArgument(0.001),
      beta_1: decayArgument(0.9, 'Share of the momentum in the direction of a step.'),
      beta_2: decayArgument(0.99, 'Share of the momentum that is kept in each step.'),
    },
    { additionalProperties: false },
  ),
  slots: () => [{ name: 'momentum', start: 0 }],
  update(tf, { beta_1, beta_2 }, at) {
    const { weight, gradient, learningRate: rate } = at;
    const before = requiredSlot(at, 'momentum');
    const direction = tf.sign(exponentialMovingAverage(tf, before, gradient, beta_1));
    return {
      weight: tf.sub(weight, tf.mul(direction, rate)),
      slots: { momentum: exponentialMovingAverage(tf, before, gradient, beta_2) },
    };
  },
});
