import { Type } from '../typebox-builders.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activationArgument } from '../activations.js';
import { initializerArgument, paddingArgument, trainableWeight, useBiasArgument } from './arguments.js';
import {
  filtersArgument,
  addBiasAndActivate,
  kernelInitializerArgument,
  requiredWeight,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { convTransposeOutputLength } from './window-output-shape.js';

export const conv1dTranspose = defineLayer({
  name: 'Conv1DTranspose',
  summary: 'The way back of Conv1D: every step is spread over a window of the output.',
  args: Type.Object(
    {
      filters: filtersArgument,
      kernel_size: Type.Integer({ minimum: 1, description: 'Length of the window.' }),
      strides: Type.Integer({ default: 1, minimum: 1, description: 'Steps of the window, in the output.' }),
      padding: paddingArgument,
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBiasArgument,
      kernel_initializer: kernelInitializerArgument,
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding }) {
    const series = inputOfRank(inputs, 2);
    if (!series.ok) return series;
    return ok([convTransposeOutputLength(series.value[0] ?? 1, kernel_size, strides, padding), filters]);
  },
  weights: (inputs, { filters, kernel_size, use_bias, kernel_initializer, bias_initializer }) => [
    trainableWeight('kernel', [kernel_size, filters, onlyInput(inputs).at(-1) ?? 1], kernel_initializer),
    ...(use_bias ? [trainableWeight('bias', [filters], bias_initializer)] : []),
  ],
  lower: () => '',
  /** Computed as an image of height 1. */
  call(inputs, { filters, kernel_size, strides, padding, activation }, weights, { tf }) {
    const [batch = 1, steps = 1, channels = 1] = onlyInput(inputs).shape;
    const length = convTransposeOutputLength(steps, kernel_size, strides, padding);
    const sums = tf.conv2dTranspose(
      tf.reshape(onlyInput(inputs), [batch, 1, steps, channels]) as Tensor4D,
      tf.expandDims(requiredWeight(weights, 'kernel'), 0) as Tensor4D,
      [batch, 1, length, filters],
      [1, strides],
      padding,
    );
    return addBiasAndActivate(tf, tf.reshape(sums, [batch, length, filters]), weights, activation);
  },
});
