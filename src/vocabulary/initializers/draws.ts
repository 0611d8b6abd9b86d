import type { DrawSource } from '../types.js';

/** `n` numbers in [from, to). */
export function uniformBetween(n: number, from: number, to: number, draws: DrawSource): Float32Array {
  return draws.uniform(n).map((value) => from + (to - from) * value);
}

export function normalAround(n: number, mean: number, stddev: number, draws: DrawSource): Float32Array {
  return draws.normal(n).map((value) => mean + stddev * value);
}

/**
 * Normal numbers, of which those that lie two standard deviations or more from the mean are drawn anew, as
 * `tf.random.truncated_normal` does.
 */
export function truncatedNormal(n: number, mean: number, stddev: number, draws: DrawSource): Float32Array {
  const values = new Float32Array(n);
  let filled = 0;
  while (filled < n) {
    for (const value of draws.normal(n - filled)) {
      if (Math.abs(value) < 2) values[filled++] = mean + stddev * value;
    }
  }
  return values;
}
