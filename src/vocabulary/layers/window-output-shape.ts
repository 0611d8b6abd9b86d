/** Output shapes of sliding windows (convolution, pooling), as TensorFlow and tfjs compute them. */
import type { RuleResult } from '../definition-types.js';
import { ok, layerError } from './define-layer.js';

export type Padding = 'valid' | 'same';

/** Number of windows along one dimension. */
function windowCount(side: number, size: number, stride: number, padding: Padding): number {
  return padding === 'same' ? Math.ceil(side / stride) : Math.floor((side - size) / stride) + 1;
}

/** Number of windows along each dimension; an error if a window is larger than the input. */
export function windowOutputShape(
  sides: readonly number[],
  windowSizes: readonly number[],
  strides: readonly number[],
  padding: Padding,
  argument: string,
): RuleResult<number[]> {
  if (padding === 'valid' && sides.some((side, at) => side < (windowSizes[at] ?? 1))) {
    return layerError(
      `a window of ${windowSizes.join(' x ')} does not fit into an input of ${sides.join(' x ')}`,
      argument,
      'padding: same lets it reach over the edge',
    );
  }
  return ok(sides.map((side, at) => windowCount(side, windowSizes[at] ?? 1, strides[at] ?? 1, padding)));
}

/** Extent of a dilated window. */
export const effectiveKernelSize = (size: number, dilation: number): number => (size - 1) * dilation + 1;

/**
 * Number of dilated windows along each dimension; an error if one is larger than the input, or with strides above 1.
 */
export function dilatedWindowOutputShape(
  sides: readonly number[],
  windowSizes: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
  padding: Padding,
): RuleResult<number[]> {
  const gaps = dilations.some((dilation) => dilation > 1);
  if (gaps && strides.some((stride) => stride > 1)) {
    return layerError(
      'strides and dilation_rate cannot both be larger than 1',
      'dilation_rate',
      'set one of them to 1',
    );
  }
  const reaches = windowSizes.map((size, at) => effectiveKernelSize(size, dilations[at] ?? 1));
  return windowOutputShape(sides, reaches, strides, padding, gaps ? 'dilation_rate' : 'kernel_size');
}

/** Output length of a transposed convolution along one dimension. */
export function convTransposeOutputLength(
  inputLength: number,
  kernelSize: number,
  stride: number,
  padding: Padding,
): number {
  return padding === 'same' ? inputLength * stride : inputLength * stride + Math.max(kernelSize - stride, 0);
}
