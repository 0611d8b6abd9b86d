import { Type } from '../schema.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activationArgument, stockActivation } from '../activations.js';
import { initializerArgument, padding, trained, useBias } from './arguments.js';
import { filters, finish, gaps, kernelInitializer, stockZeros, weight } from './convolution.js';
import { fine, layer, ofRank, only } from './define.js';
import { slideWithGaps } from './windows.js';

export const conv1d = layer({
  name: 'Conv1D',
  summary: 'Every filter sums a window that moves over the steps.',
  args: Type.Object(
    {
      filters,
      kernel_size: Type.Integer({ minimum: 1, description: 'Length of the window.' }),
      strides: Type.Integer({ default: 1, minimum: 1, description: 'Steps of the window.' }),
      padding,
      dilation_rate: Type.Integer({ default: 1, minimum: 1, description: gaps }),
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBias,
      kernel_initializer: kernelInitializer,
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding, dilation_rate }) {
    const series = ofRank(inputs, 2);
    if (!series.ok) return series;
    const sides = slideWithGaps(series.value.slice(0, 1), [kernel_size], [strides], [dilation_rate], padding);
    return sides.ok ? fine([...sides.value, filters]) : sides;
  },
  weights: (inputs, { filters, kernel_size, use_bias, kernel_initializer, bias_initializer }) => [
    trained('kernel', [kernel_size, only(inputs).at(-1) ?? 1, filters], kernel_initializer),
    ...(use_bias ? [trained('bias', [filters], bias_initializer)] : []),
  ],
  lower: (tf, { filters, kernel_size, strides, padding, dilation_rate, activation, use_bias }, name) =>
    tf.layers.conv1d({
      name,
      filters,
      kernelSize: kernel_size,
      strides,
      padding,
      dilationRate: dilation_rate,
      activation: stockActivation(activation),
      useBias: use_bias,
      ...stockZeros,
    }),
  /** As an image that is one pixel high. */
  call(inputs, { filters, strides, padding, dilation_rate, activation }, weights, { tf }) {
    const [batch = 1, steps = 1, channels = 1] = only(inputs).shape;
    const kernel = weight(weights, 'kernel');
    const sums = tf.conv2d(
      tf.reshape(only(inputs), [batch, 1, steps, channels]) as Tensor4D,
      tf.expandDims(kernel, 0) as Tensor4D,
      [1, strides],
      padding,
      'NHWC',
      [1, dilation_rate],
    );
    return finish(tf, tf.reshape(sums, [batch, sums.shape[2], filters]), weights, activation);
  },
});
