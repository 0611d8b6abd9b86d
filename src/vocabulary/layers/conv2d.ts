import { Type } from '../typebox-builders.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { tfjsActivationName } from '../activations.js';
import { toPair, trainableWeight } from './arguments.js';
import {
  convolutionArguments,
  filtersArgument,
  addBiasAndActivate,
  kernelInitializerArgument,
  kernelSizeArgument,
  tfjsZeroInitializers,
  requiredWeight,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, layerError, onlyInput } from './define-layer.js';
import { channelsOfGroup, convolveGroups, groupsArgument } from './grouped-channels.js';
import { kernelMask, kernelMaskArgument } from './kernel-mask.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

export const conv2d = defineLayer({
  name: 'Conv2D',
  summary: 'Every filter sums a window that moves over the image.',
  args: Type.Object(
    {
      filters: filtersArgument,
      kernel_size: kernelSizeArgument,
      ...convolutionArguments,
      kernel_initializer: kernelInitializerArgument,
      groups: groupsArgument,
      mask: kernelMaskArgument,
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding, dilation_rate, groups, mask }) {
    const image = inputOfRank(inputs, 3);
    if (!image.ok) return image;
    const shared = channelsOfGroup(image.value.at(-1) ?? 1, filters, groups);
    if (!shared.ok) return shared;
    if (mask && toPair(kernel_size).some((side) => side % 2 === 0))
      return layerError('a masked window has a middle: its sides are odd', 'kernel_size');
    const sides = dilatedWindowOutputShape(
      image.value.slice(0, 2),
      toPair(kernel_size),
      toPair(strides),
      toPair(dilation_rate),
      padding,
    );
    return sides.ok ? ok([...sides.value, filters]) : sides;
  },
  weights: (inputs, { filters, kernel_size, groups, use_bias, kernel_initializer, bias_initializer }) => [
    trainableWeight(
      'kernel',
      [...toPair(kernel_size), (onlyInput(inputs).at(-1) ?? 1) / groups, filters],
      kernel_initializer,
    ),
    ...(use_bias ? [trainableWeight('bias', [filters], bias_initializer)] : []),
  ],
  lower(
    tf,
    { filters, kernel_size, strides, padding, dilation_rate, activation, use_bias, groups, mask },
    name,
  ) {
    if (mask) return 'with a mask';
    if (groups > 1) return 'with groups';
    return tf.layers.conv2d({
      name,
      filters,
      kernelSize: toPair(kernel_size),
      strides: toPair(strides),
      padding,
      dilationRate: toPair(dilation_rate),
      activation: tfjsActivationName(activation),
      useBias: use_bias,
      ...tfjsZeroInitializers,
    });
  },
  call(inputs, { strides, padding, dilation_rate, activation, groups, mask }, weights, { tf }) {
    const image = onlyInput(inputs) as Tensor4D;
    const whole = requiredWeight<Tensor4D>(weights, 'kernel');
    const kernel = mask ? (tf.mul(whole, kernelMask(tf, whole.shape, mask)) as Tensor4D) : whole;
    const sums = convolveGroups(tf, image, kernel, groups, (x, own) =>
      tf.conv2d(x, own, toPair(strides), padding, 'NHWC', toPair(dilation_rate)),
    );
    return addBiasAndActivate(tf, sums, weights, activation);
  },
});
