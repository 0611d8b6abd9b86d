/**
 * The logarithm of the gamma function and its derivative, for numbers above 0, in elementary operations, which every
 * engine has: Stirling's series (Abramowitz and Stegun 6.1.41 and 6.3.18), below 8 after eight steps of the recurrence.
 */
import type { Tensor, TfCore } from './definition-types.js';

const STEPS = 8;
const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

/** The numbers moved above 8, which of them were moved, and those that were, below 8. */
function shifted(tf: TfCore, x: Tensor) {
  const isSmall = tf.cast(tf.less(x, tf.scalar(STEPS)), 'float32');
  return { z: tf.add(x, tf.mul(isSmall, STEPS)), isSmall, small: tf.minimum(x, tf.scalar(STEPS)) };
}

/** A polynomial in y, the constant first. */
const polynomial = (tf: TfCore, y: Tensor, coefficients: readonly number[]): Tensor =>
  coefficients.reduceRight<Tensor>((sum, one) => tf.add(tf.mul(sum, y), one), tf.zerosLike(y));

export function logGamma(tf: TfCore, x: Tensor): Tensor {
  const { z, isSmall, small } = shifted(tf, x);
  let product = small;
  for (let step = 1; step < STEPS; step++) product = tf.mul(product, tf.add(small, step));
  const inverse = tf.div(tf.scalar(1), z);
  const series = tf.mul(inverse, polynomial(tf, tf.square(inverse), [1 / 12, -1 / 360, 1 / 1260]));
  const stirling = tf.add(tf.sub(tf.mul(tf.sub(z, 0.5), tf.log(z)), z), tf.add(series, HALF_LOG_TAU));
  return tf.sub(stirling, tf.mul(isSmall, tf.log(product)));
}

export function digammaOf(tf: TfCore, x: Tensor): Tensor {
  const { z, isSmall, small } = shifted(tf, x);
  let sum = tf.div(tf.scalar(1), small);
  for (let step = 1; step < STEPS; step++) sum = tf.add(sum, tf.div(tf.scalar(1), tf.add(small, step)));
  const inverse = tf.div(tf.scalar(1), z);
  const square = tf.square(inverse);
  const series = tf.mul(square, polynomial(tf, square, [1 / 12, -1 / 120, 1 / 252]));
  const asymptotic = tf.sub(tf.sub(tf.log(z), tf.mul(inverse, 0.5)), series);
  return tf.sub(asymptotic, tf.mul(isSmall, sum));
}
