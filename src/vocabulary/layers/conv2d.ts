import { Type } from '../schema.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { stockActivation } from '../activations.js';
import { pair, trained } from './arguments.js';
import {
  convolutionArguments,
  filters,
  finish,
  kernelInitializer,
  kernelSize,
  stockZeros,
  weight,
} from './convolution.js';
import { fine, layer, ofRank, only } from './define.js';
import { slideWithGaps } from './windows.js';

export const conv2d = layer({
  name: 'Conv2D',
  summary: 'Every filter sums a window that moves over the image.',
  args: Type.Object(
    { filters, kernel_size: kernelSize, ...convolutionArguments, kernel_initializer: kernelInitializer },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding, dilation_rate }) {
    const image = ofRank(inputs, 3);
    if (!image.ok) return image;
    const sides = slideWithGaps(
      image.value.slice(0, 2),
      pair(kernel_size),
      pair(strides),
      pair(dilation_rate),
      padding,
    );
    return sides.ok ? fine([...sides.value, filters]) : sides;
  },
  weights: (inputs, { filters, kernel_size, use_bias, kernel_initializer, bias_initializer }) => [
    trained('kernel', [...pair(kernel_size), only(inputs).at(-1) ?? 1, filters], kernel_initializer),
    ...(use_bias ? [trained('bias', [filters], bias_initializer)] : []),
  ],
  lower: (tf, { filters, kernel_size, strides, padding, dilation_rate, activation, use_bias }, name) =>
    tf.layers.conv2d({
      name,
      filters,
      kernelSize: pair(kernel_size),
      strides: pair(strides),
      padding,
      dilationRate: pair(dilation_rate),
      activation: stockActivation(activation),
      useBias: use_bias,
      ...stockZeros,
    }),
  call(inputs, { strides, padding, dilation_rate, activation }, weights, { tf }) {
    const image = only(inputs) as Tensor4D;
    const kernel = weight<Tensor4D>(weights, 'kernel');
    const sums = tf.conv2d(image, kernel, pair(strides), padding, 'NHWC', pair(dilation_rate));
    return finish(tf, sums, weights, activation);
  },
});
