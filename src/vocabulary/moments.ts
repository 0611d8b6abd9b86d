/** Means and variances that stay accurate for values with a large offset. */
import { detachTensor } from './detach-tensor.js';
import type { Tensor, TfCore } from './definition-types.js';

/**
 * Subtracts a first estimate of the mean, and returns the mean of what remains. With a large offset, the rounded mean
 * is off by a fraction of the spread, and the square of that error would be missing in the variance. The estimate is
 * a constant for the gradient: it cancels out of the result.
 *
 * @param axes axes to reduce, kept with size 1
 */
function aroundMean(tf: TfCore, x: Tensor, axes: number[]): { guess: Tensor; shifted: Tensor; rest: Tensor } {
  const guess = tf.mean(detachTensor(tf, x), axes, true);
  const shifted = tf.sub(x, guess);
  return { guess, shifted, rest: tf.mean(shifted, axes, true) };
}

/** The mean (axes kept with size 1), the deviations from it, and the mean of their squares. */
export function centredMoments(
  tf: TfCore,
  x: Tensor,
  axes: number[],
  keepDims = true,
): { mean: Tensor; centred: Tensor; variance: Tensor } {
  const { guess, shifted, rest } = aroundMean(tf, x, axes);
  const centred = tf.sub(shifted, rest);
  return {
    mean: tf.add(guess, rest),
    centred,
    variance: tf.mean(tf.square(centred), axes, keepDims),
  };
}

/** An upper bound of the rounding error of any mean whose variance is finite. */
const MOST_REST = 1e36;

/**
 * The same without another pass over all values: the remaining mean is not subtracted from them, which is left to
 * `scaleAndShiftNormalized`.
 */
export function shiftedMoments(
  tf: TfCore,
  x: Tensor,
  axes: number[],
): { mean: Tensor; shifted: Tensor; rest: Tensor; variance: Tensor } {
  const { guess, shifted, rest } = aroundMean(tf, x, axes);
  const square = tf.minimum(tf.square(rest), MOST_REST);
  // Rounding may make the difference negative.
  const variance = tf.relu(tf.sub(tf.mean(tf.square(shifted), axes, true), square));
  return { mean: tf.add(guess, rest), shifted, rest, variance };
}
