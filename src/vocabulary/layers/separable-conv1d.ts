import type { Tensor4D } from '@tensorflow/tfjs-core';
import { activationArgument } from '../activations.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, paddingArgument, trainableWeight, useBiasArgument } from './arguments.js';
import {
  addBiasAndActivate,
  dilationDescription,
  filtersArgument,
  requiredWeight,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import {
  depthMultiplierArgument,
  depthwiseConvolutionOfSeries,
  pointwiseConvolution,
} from './separable-convolution.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

export const separableConv1d = defineLayer({
  name: 'SeparableConv1D',
  summary: 'A convolution of each channel of a series by itself, and sums of the channels of each step.',
  args: Type.Object(
    {
      filters: filtersArgument,
      kernel_size: Type.Integer({ minimum: 1, description: 'Length of the window.' }),
      strides: Type.Integer({ default: 1, minimum: 1, description: 'Steps of the window.' }),
      padding: paddingArgument,
      dilation_rate: Type.Integer({ default: 1, minimum: 1, description: dilationDescription }),
      depth_multiplier: depthMultiplierArgument,
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBiasArgument,
      depthwise_initializer: initializerArgument('glorot_uniform', 'the kernel of the channels'),
      pointwise_initializer: initializerArgument('glorot_uniform', 'the kernel of the sums'),
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding, dilation_rate }) {
    const series = inputOfRank(inputs, 2);
    if (!series.ok) return series;
    const sides = dilatedWindowOutputShape(
      series.value.slice(0, 1),
      [kernel_size],
      [strides],
      [dilation_rate],
      padding,
    );
    return sides.ok ? ok([...sides.value, filters]) : sides;
  },
  weights(inputs, args) {
    const channels = onlyInput(inputs).at(-1) ?? 1;
    const { filters, kernel_size, depth_multiplier, use_bias } = args;
    return [
      trainableWeight(
        'depthwise_kernel',
        [kernel_size, channels, depth_multiplier],
        args.depthwise_initializer,
      ),
      trainableWeight(
        'pointwise_kernel',
        [1, channels * depth_multiplier, filters],
        args.pointwise_initializer,
      ),
      ...(use_bias ? [trainableWeight('bias', [filters], args.bias_initializer)] : []),
    ];
  },
  lower: () => '',
  call(inputs, args, weights, { tf }) {
    const kernel = requiredWeight(weights, 'depthwise_kernel');
    const channels = depthwiseConvolutionOfSeries(tf, onlyInput(inputs), kernel, args);
    const pointwise = tf.expandDims(requiredWeight(weights, 'pointwise_kernel'), 0) as Tensor4D;
    const sums = pointwiseConvolution(tf, channels, pointwise);
    const [batch, , steps, filters] = sums.shape;
    return addBiasAndActivate(tf, tf.reshape(sums, [batch, steps, filters]), weights, args.activation);
  },
});
