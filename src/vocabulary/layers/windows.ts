/** Arithmetic of windows that move over a side, as TensorFlow and tfjs have it. */
import type { Answer } from '../types.js';
import { fine, refused } from './define.js';

export type Padding = 'valid' | 'same';

/** Number of windows along one side. */
function windows(side: number, size: number, stride: number, padding: Padding): number {
  return padding === 'same' ? Math.ceil(side / stride) : Math.floor((side - size) / stride) + 1;
}

/** Number of windows along each side; refused where a window is larger than the input. */
export function slide(
  sides: readonly number[],
  sizes: readonly number[],
  strides: readonly number[],
  padding: Padding,
  argument: string,
): Answer<number[]> {
  if (padding === 'valid' && sides.some((side, at) => side < (sizes[at] ?? 1))) {
    return refused(
      `a window of ${sizes.join(' x ')} does not fit into an input of ${sides.join(' x ')}`,
      argument,
      'padding: same lets it reach over the edge',
    );
  }
  return fine(sides.map((side, at) => windows(side, sizes[at] ?? 1, strides[at] ?? 1, padding)));
}

/** Pixels from the first to the last that a window with gaps sees. */
export const reach = (size: number, dilation: number): number => (size - 1) * dilation + 1;

/** Number of windows with gaps along each side; refused where one is larger than the input, and with other strides. */
export function slideWithGaps(
  sides: readonly number[],
  sizes: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
  padding: Padding,
): Answer<number[]> {
  const gaps = dilations.some((dilation) => dilation > 1);
  if (gaps && strides.some((stride) => stride > 1)) {
    return refused(
      'strides and dilation_rate cannot both be larger than 1',
      'dilation_rate',
      'set one of them to 1',
    );
  }
  const reaches = sizes.map((size, at) => reach(size, dilations[at] ?? 1));
  return slide(sides, reaches, strides, padding, gaps ? 'dilation_rate' : 'kernel_size');
}

/** Length of a side that a transposed convolution makes. */
export function spread(side: number, size: number, stride: number, padding: Padding): number {
  return padding === 'same' ? side * stride : side * stride + Math.max(size - stride, 0);
}
