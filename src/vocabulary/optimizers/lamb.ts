import { Type } from '../typebox-builders.js';
import type { Tensor, TfCore } from '../definition-types.js';
import { defineOptimizer, exponentialMovingAverage, requiredSlot } from './define-optimizer.js';
import { biasCorrection, momentArguments, momentSlots } from './moments.js';

const norm = (tf: TfCore, x: Tensor) => tf.sqrt(tf.sum(tf.square(x)));

/** keras/src/optimizers/lamb.py (You 2019) */
export const lamb = defineOptimizer({
  name: 'Lamb',
  summary: 'Adam whose steps are as long as the weights of each layer allow, for large batches (You 2019).',
  args: Type.Object(momentArguments, { additionalProperties: false }),
  slots: () => momentSlots,
  update(tf, { beta_1, beta_2, epsilon: small }, at) {
    const { weight, gradient, learningRate: rate, iteration } = at;
    const momentum = exponentialMovingAverage(tf, requiredSlot(at, 'momentum'), gradient, beta_1);
    const velocity = exponentialMovingAverage(tf, requiredSlot(at, 'velocity'), tf.square(gradient), beta_2);
    const size = tf.sqrt(tf.div(velocity, biasCorrection(tf, beta_2, iteration)));
    const step = tf.div(tf.div(momentum, biasCorrection(tf, beta_1, iteration)), tf.add(size, small));
    const [ofWeight, ofStep] = [norm(tf, weight), norm(tf, step)];
    const known = tf.logicalAnd(tf.greater(ofWeight, 0), tf.greater(ofStep, 0));
    const one = tf.onesLike(ofStep);
    const ratio = tf.where(known, tf.div(ofWeight, tf.where(known, ofStep, one)), one);
    return { weight: tf.sub(weight, tf.mul(step, tf.mul(ratio, rate))), slots: { momentum, velocity } };
  },
});
