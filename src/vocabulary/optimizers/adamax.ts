import { Type } from '../typebox-builders.js';
import { exponentialMovingAverage, defineOptimizer, requiredSlot } from './define-optimizer.js';
import { momentArguments } from './moments.js';

/** keras/src/optimizers/adamax.py (Kingma 2015, section 7) */
export const adamax = defineOptimizer({
  name: 'Adamax',
  summary: 'Steps by the running mean of gradients over the largest of them (Kingma 2015).',
  args: Type.Object(momentArguments, { additionalProperties: false }),
  slots: () => [
    { name: 'momentum', start: 0 },
    { name: 'norm', start: 0 },
  ],
  update(tf, { beta_1, beta_2, epsilon: small }, at) {
    const { weight, gradient, learningRate: rate, iteration } = at;
    const momentum = exponentialMovingAverage(tf, requiredSlot(at, 'momentum'), gradient, beta_1);
    const norm = tf.maximum(tf.mul(requiredSlot(at, 'norm'), beta_2), tf.abs(gradient));
    const stepSize = tf.div(rate, tf.sub(1, tf.pow(beta_1, iteration)));
    const step = tf.div(tf.mul(momentum, stepSize), tf.add(norm, small));
    return { weight: tf.sub(weight, step), slots: { momentum, norm } };
  },
});
