/** Means and variances that are right where numbers have an offset. */
import { detached } from './detached.js';
import type { Tensor, TfCore } from './definition-types.js';

/**
 * Numbers around a first guess of their mean, which was rounded, and what is left of the mean in them. Where there is an
 * offset, a rounded mean is off by a share of the spread, and the square of that is missing in the variance. The guess is
 * taken for a constant: it leaves again with the rest, and so does its gradient.
 *
 * @param axes stay as sides of 1
 */
function aroundMean(tf: TfCore, x: Tensor, axes: number[]): { guess: Tensor; shifted: Tensor; rest: Tensor } {
  const guess = tf.mean(detached(tf, x), axes, true);
  const shifted = tf.sub(x, guess);
  return { guess, shifted, rest: tf.mean(shifted, axes, true) };
}

/** What numbers are above their mean, and the mean of the squares of that. */
export function centredMoments(
  tf: TfCore,
  x: Tensor,
  axes: number[],
  keepDims = true,
): { centred: Tensor; variance: Tensor } {
  const { shifted, rest } = aroundMean(tf, x, axes);
  const centred = tf.sub(shifted, rest);
  return { centred, variance: tf.mean(tf.square(centred), axes, keepDims) };
}

/** More than what rounding leaves of any mean whose variance is finite. */
const MOST_REST = 1e36;

/**
 * The same without going over all numbers once more: what is left of the mean stays in them, for `normalized` to take off.
 */
export function shiftedMoments(
  tf: TfCore,
  x: Tensor,
  axes: number[],
): { mean: Tensor; shifted: Tensor; rest: Tensor; variance: Tensor } {
  const { guess, shifted, rest } = aroundMean(tf, x, axes);
  const square = tf.minimum(tf.square(rest), MOST_REST);
  // Rounding may leave less than nothing.
  const variance = tf.relu(tf.sub(tf.mean(tf.square(shifted), axes, true), square));
  return { mean: tf.add(guess, rest), shifted, rest, variance };
}
