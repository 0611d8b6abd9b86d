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

/** Length of a side that a transposed convolution makes. */
export function spread(side: number, size: number, stride: number, padding: Padding): number {
  return padding === 'same' ? side * stride : side * stride + Math.max(size - stride, 0);
}
