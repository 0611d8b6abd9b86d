import type { LayerCallContext, Tensor } from '../definition-types.js';

/** Rates at which at least one of 256 bytes keeps a number. */
export const MAX_DROPOUT_RATE = 0.99;

/**
 * Zeros for what is dropped, and for what is kept the factor that keeps the mean. Rates are whole 256ths: a number is
 * kept where its byte is `round(rate * 256)` or more.
 *
 * @returns null where nothing is dropped
 */
export function dropoutMask(
  context: LayerCallContext,
  shape: readonly number[],
  rate: number,
): Tensor | null {
  const threshold = Math.round(rate * 256);
  if (context.mode === 'inference' || threshold === 0) return null;
  const { tf } = context;
  const bytes = context.draw({ kind: 'bytes', shape });
  const kept = tf.cast(tf.greaterEqual(bytes, tf.scalar(threshold, 'int32')), 'float32');
  return tf.mul(kept, 256 / (256 - threshold));
}
