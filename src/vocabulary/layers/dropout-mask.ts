import { callComposite } from '../composite.js';
import type { LayerCallContext, Tensor, TfCore } from '../definition-types.js';

/** The highest rate at which at least one of the 256 byte values keeps an element. */
export const MAX_DROPOUT_RATE = 0.99;

/**
 * Dropout mask: 0 where an element is dropped, 1 / (share that is kept) elsewhere, which preserves the mean. Rates
 * are quantized to 256ths: an element is kept where its random byte is at least `round(rate * 256)`.
 *
 * @returns null if nothing is dropped
 */
export function dropoutMask(
  context: LayerCallContext,
  shape: readonly number[],
  rate: number,
): Tensor | null {
  const threshold = Math.round(rate * 256);
  if (context.mode === 'inference' || threshold === 0) return null;
  return maskOfBytes(context.tf, context.draw({ kind: 'bytes', shape }), threshold);
}

function maskOfBytes(tf: TfCore, bytes: Tensor, threshold: number): Tensor {
  const kept = tf.cast(tf.greaterEqual(bytes, tf.scalar(threshold, 'int32')), 'float32');
  return tf.mul(kept, 256 / (256 - threshold));
}

/**
 * Dropout of x, recorded as one call.
 *
 * @param shape of the mask, which is broadcast to that of x
 */
export function dropOut(
  context: LayerCallContext,
  x: Tensor,
  shape: readonly number[],
  rate: number,
): Tensor {
  const threshold = Math.round(rate * 256);
  if (context.mode === 'inference' || threshold === 0) return x;
  const { tf } = context;
  return callComposite(tf, {
    kernel: 'Dropout',
    inputs: { x, bytes: context.draw({ kind: 'bytes', shape }) },
    attrs: { threshold, scale: 256 / (256 - threshold) },
    outputs: ['y'],
    definition: ({ x: whole, bytes }) => [tf.mul(whole!, maskOfBytes(tf, bytes!, threshold))],
    gradient: { kernel: 'DropoutGrad', of: ['x'] },
  })[0]!;
}
