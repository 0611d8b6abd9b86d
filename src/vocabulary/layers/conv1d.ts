import { Type } from '../typebox-builders.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activationArgument, tfjsActivationName } from '../activations.js';
import { initializerArgument, paddingArgument, trainableWeight, useBiasArgument } from './arguments.js';
import {
  filtersArgument,
  addBiasAndActivate,
  dilationDescription,
  kernelInitializerArgument,
  tfjsZeroInitializers,
  requiredWeight,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { channelsOfGroup, convolveGroups, groupsArgument } from './grouped-channels.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

export const conv1d = defineLayer({
  name: 'Conv1D',
  summary: 'Every filter sums a window that moves over the steps.',
  args: Type.Object(
    {
      filters: filtersArgument,
      kernel_size: Type.Integer({ minimum: 1, description: 'Length of the window.' }),
      strides: Type.Integer({ default: 1, minimum: 1, description: 'Steps of the window.' }),
      padding: paddingArgument,
      dilation_rate: Type.Integer({ default: 1, minimum: 1, description: dilationDescription }),
      groups: groupsArgument,
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBiasArgument,
      kernel_initializer: kernelInitializerArgument,
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding, dilation_rate, groups }) {
    const series = inputOfRank(inputs, 2);
    if (!series.ok) return series;
    const shared = channelsOfGroup(series.value.at(-1) ?? 1, filters, groups);
    if (!shared.ok) return shared;
    const sides = dilatedWindowOutputShape(
      series.value.slice(0, 1),
      [kernel_size],
      [strides],
      [dilation_rate],
      padding,
    );
    return sides.ok ? ok([...sides.value, filters]) : sides;
  },
  weights: (inputs, { filters, kernel_size, groups, use_bias, kernel_initializer, bias_initializer }) => [
    trainableWeight(
      'kernel',
      [kernel_size, (onlyInput(inputs).at(-1) ?? 1) / groups, filters],
      kernel_initializer,
    ),
    ...(use_bias ? [trainableWeight('bias', [filters], bias_initializer)] : []),
  ],
  lower(tf, { filters, kernel_size, strides, padding, dilation_rate, groups, activation, use_bias }, name) {
    if (groups > 1) return 'with groups';
    return tf.layers.conv1d({
      name,
      filters,
      kernelSize: kernel_size,
      strides,
      padding,
      dilationRate: dilation_rate,
      activation: tfjsActivationName(activation),
      useBias: use_bias,
      ...tfjsZeroInitializers,
    });
  },
  /** Computed as an image of height 1. */
  call(inputs, { filters, strides, padding, dilation_rate, groups, activation }, weights, { tf }) {
    const [batch = 1, steps = 1, channels = 1] = onlyInput(inputs).shape;
    const image = tf.reshape(onlyInput(inputs), [batch, 1, steps, channels]) as Tensor4D;
    const kernel = tf.expandDims(requiredWeight(weights, 'kernel'), 0) as Tensor4D;
    const sums = convolveGroups(tf, image, kernel, groups, (x, own) =>
      tf.conv2d(x, own, [1, strides], padding, 'NHWC', [1, dilation_rate]),
    );
    return addBiasAndActivate(tf, tf.reshape(sums, [batch, sums.shape[2]!, filters]), weights, activation);
  },
});
