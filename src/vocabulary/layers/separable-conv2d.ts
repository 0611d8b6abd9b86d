import type { Tensor4D } from '@tensorflow/tfjs-core';
import { tfjsActivationName } from '../activations.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, toPair, trainableWeight } from './arguments.js';
import {
  addBiasAndActivate,
  convolutionArguments,
  filtersArgument,
  kernelSizeArgument,
  requiredWeight,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, layerError, onlyInput } from './define-layer.js';
import { depthMultiplierArgument, pointwiseConvolution } from './separable-convolution.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

export const separableConv2d = defineLayer({
  name: 'SeparableConv2D',
  summary: 'A convolution of each channel by itself, and sums of the channels of each pixel.',
  args: Type.Object(
    {
      filters: filtersArgument,
      kernel_size: kernelSizeArgument,
      ...convolutionArguments,
      depth_multiplier: depthMultiplierArgument,
      depthwise_initializer: initializerArgument('glorot_uniform', 'the kernel of the channels'),
      pointwise_initializer: initializerArgument('glorot_uniform', 'the kernel of the sums'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding, dilation_rate }) {
    const image = inputOfRank(inputs, 3);
    if (!image.ok) return image;
    const [down, across] = toPair(strides);
    if (down !== across)
      return layerError('the strides of a separable convolution are the same down and across', 'strides');
    const sides = dilatedWindowOutputShape(
      image.value.slice(0, 2),
      toPair(kernel_size),
      [down, across],
      toPair(dilation_rate),
      padding,
    );
    return sides.ok ? ok([...sides.value, filters]) : sides;
  },
  weights(inputs, args) {
    const channels = onlyInput(inputs).at(-1) ?? 1;
    const { filters, kernel_size, depth_multiplier, use_bias } = args;
    const own = [...toPair(kernel_size), channels, depth_multiplier];
    return [
      trainableWeight('depthwise_kernel', own, args.depthwise_initializer),
      trainableWeight(
        'pointwise_kernel',
        [1, 1, channels * depth_multiplier, filters],
        args.pointwise_initializer,
      ),
      ...(use_bias ? [trainableWeight('bias', [filters], args.bias_initializer)] : []),
    ];
  },
  lower(tf, args, name) {
    // As of a depthwise convolution: tfjs's layer accepts dilation_rate and ignores it.
    if (toPair(args.dilation_rate).some((dilation) => dilation > 1)) return 'with a dilation_rate';
    return tf.layers.separableConv2d({
      name,
      filters: args.filters,
      kernelSize: toPair(args.kernel_size),
      depthMultiplier: args.depth_multiplier,
      strides: toPair(args.strides),
      padding: args.padding,
      activation: tfjsActivationName(args.activation),
      useBias: args.use_bias,
      depthwiseInitializer: 'zeros',
      pointwiseInitializer: 'zeros',
      biasInitializer: 'zeros',
    });
  },
  call(inputs, { strides, padding, dilation_rate, activation }, weights, { tf }) {
    const channels = tf.depthwiseConv2d(
      onlyInput(inputs) as Tensor4D,
      requiredWeight<Tensor4D>(weights, 'depthwise_kernel'),
      toPair(strides),
      padding,
      'NHWC',
      toPair(dilation_rate),
    );
    const sums = pointwiseConvolution(tf, channels, requiredWeight<Tensor4D>(weights, 'pointwise_kernel'));
    return addBiasAndActivate(tf, sums, weights, activation);
  },
});
