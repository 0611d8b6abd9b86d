/** Convolutions of each channel by itself, and of each place by itself after them. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Tensor, TfCore } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import type { Padding } from './window-output-shape.js';

export const depthMultiplierArgument = Type.Integer({
  default: 1,
  minimum: 1,
  description: 'Channels that come out for each that goes in.',
});

/** A convolution of each channel of a series; computed as an image of height 1. */
export function depthwiseConvolutionOfSeries(
  tf: TfCore,
  series: Tensor,
  kernel: Tensor,
  { strides, padding, dilation_rate }: { strides: number; padding: Padding; dilation_rate: number },
): Tensor4D {
  const [batch = 1, steps = 1, channels = 1] = series.shape;
  return tf.depthwiseConv2d(
    tf.reshape(series, [batch, 1, steps, channels]) as Tensor4D,
    tf.expandDims(kernel, 0) as Tensor4D,
    [strides, strides],
    padding,
    'NHWC',
    [1, dilation_rate],
  );
}

/** Sums of the channels of each place. */
export const pointwiseConvolution = (tf: TfCore, image: Tensor4D, kernel: Tensor4D): Tensor4D =>
  tf.conv2d(image, kernel, 1, 'valid');
