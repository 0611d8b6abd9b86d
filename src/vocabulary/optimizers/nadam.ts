import { Type } from '../typebox-builders.js';
import type { Tensor } from '../definition-types.js';
import { exponentialMovingAverage, defineOptimizer, requiredSlot } from './define-optimizer.js';
import { biasCorrection, momentArguments, momentSlots } from './moments.js';

/** keras/src/optimizers/nadam.py (Dozat 2016) */
export const nadam = defineOptimizer({
  name: 'Nadam',
  summary: 'Adam that looks ahead along the momentum (Dozat 2016).',
  args: Type.Object(momentArguments, { additionalProperties: false }),
  slots: () => [...momentSlots, { name: 'u_product', start: 1, shape: [] }],
  update(tf, { beta_1, beta_2, epsilon: small }, at) {
    const { weight, gradient, learningRate: rate, iteration } = at;
    /** Nadam's momentum schedule, which approaches beta_1. */
    const share = (step: Tensor) => tf.mul(tf.sub(1, tf.mul(tf.pow(0.96, step), 0.5)), beta_1);
    const now = share(iteration);
    const next = share(tf.add(iteration, 1));
    const product = tf.mul(requiredSlot(at, 'u_product'), now);
    const momentum = exponentialMovingAverage(tf, requiredSlot(at, 'momentum'), gradient, beta_1);
    const velocity = exponentialMovingAverage(tf, requiredSlot(at, 'velocity'), tf.square(gradient), beta_2);
    // Scalars are combined first, so that each weight is multiplied once.
    const ofMomentum = tf.div(next, tf.sub(1, tf.mul(product, next)));
    const ofGradient = tf.div(tf.sub(1, now), tf.sub(1, product));
    const ahead = tf.add(tf.mul(momentum, ofMomentum), tf.mul(gradient, ofGradient));
    const size = tf.sqrt(tf.div(velocity, biasCorrection(tf, beta_2, iteration)));
    const step = tf.div(tf.mul(ahead, rate), tf.add(size, small));
    return { weight: tf.sub(weight, step), slots: { momentum, velocity, u_product: product } };
  },
});
