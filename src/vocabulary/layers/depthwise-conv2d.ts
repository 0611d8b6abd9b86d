import { Type } from '../typebox-builders.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { tfjsActivationName } from '../activations.js';
import { initializerArgument, toPair, trainableWeight } from './arguments.js';
import {
  convolutionArguments,
  addBiasAndActivate,
  kernelSizeArgument,
  requiredWeight,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput, layerError } from './define-layer.js';
import { depthMultiplierArgument } from './separable-convolution.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

export const depthwiseConv2d = defineLayer({
  name: 'DepthwiseConv2D',
  summary: 'A convolution of each channel by itself.',
  args: Type.Object(
    {
      kernel_size: kernelSizeArgument,
      depth_multiplier: depthMultiplierArgument,
      ...convolutionArguments,
      depthwise_initializer: initializerArgument('glorot_uniform', 'the kernel'),
    },
    { additionalProperties: false },
  ),
  main: 'kernel_size',
  outputShape(inputs, { kernel_size, depth_multiplier, strides, padding, dilation_rate }) {
    const image = inputOfRank(inputs, 3);
    if (!image.ok) return image;
    const [down, across] = toPair(strides);
    if (down !== across) {
      return layerError('the strides of a depthwise convolution are the same down and across', 'strides');
    }
    const sides = dilatedWindowOutputShape(
      image.value.slice(0, 2),
      toPair(kernel_size),
      [down, across],
      toPair(dilation_rate),
      padding,
    );
    return sides.ok ? ok([...sides.value, (image.value[2] ?? 1) * depth_multiplier]) : sides;
  },
  weights(inputs, { kernel_size, depth_multiplier, use_bias, depthwise_initializer, bias_initializer }) {
    const channels = onlyInput(inputs).at(-1) ?? 1;
    return [
      trainableWeight('kernel', [...toPair(kernel_size), channels, depth_multiplier], depthwise_initializer),
      ...(use_bias ? [trainableWeight('bias', [channels * depth_multiplier], bias_initializer)] : []),
    ];
  },
  lower(tf, { kernel_size, depth_multiplier, strides, padding, dilation_rate, activation, use_bias }, name) {
    // tfjs's layer accepts dilation_rate and ignores it.
    if (toPair(dilation_rate).some((dilation) => dilation > 1)) return 'with a dilation_rate';
    return tf.layers.depthwiseConv2d({
      name,
      kernelSize: toPair(kernel_size),
      depthMultiplier: depth_multiplier,
      strides: toPair(strides),
      padding,
      activation: tfjsActivationName(activation),
      useBias: use_bias,
      depthwiseInitializer: 'zeros',
      biasInitializer: 'zeros',
    });
  },
  call(inputs, { strides, padding, dilation_rate, activation }, weights, { tf }) {
    const kernel = requiredWeight<Tensor4D>(weights, 'kernel');
    const sums = tf.depthwiseConv2d(
      onlyInput(inputs) as Tensor4D,
      kernel,
      toPair(strides),
      padding,
      'NHWC',
      toPair(dilation_rate),
    );
    return addBiasAndActivate(tf, sums, weights, activation);
  },
});
