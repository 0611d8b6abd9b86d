import type { DrawSource } from '../definition-types.js';

/** `count` uniform values in [from, to). */
export function drawUniform(count: number, from: number, to: number, draws: DrawSource): Float32Array {
  return draws.uniform(count).map((value) => from + (to - from) * value);
}

export function drawNormal(count: number, mean: number, stddev: number, draws: DrawSource): Float32Array {
  return draws.normal(count).map((value) => mean + stddev * value);
}

/**
 * Normal values; those two standard deviations or more from the mean are redrawn, as in `tf.random.truncated_normal`.
 */
export function drawTruncatedNormal(
  count: number,
  mean: number,
  stddev: number,
  draws: DrawSource,
): Float32Array {
  const values = new Float32Array(count);
  let filled = 0;
  while (filled < count) {
    for (const value of draws.normal(count - filled)) {
      if (Math.abs(value) < 2) values[filled++] = mean + stddev * value;
    }
  }
  return values;
}
