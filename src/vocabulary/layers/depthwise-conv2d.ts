import { Type } from '../schema.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { stockActivation } from '../activations.js';
import { initializerArgument, pair, trained } from './arguments.js';
import { convolutionArguments, finish, kernelSize, weight } from './convolution.js';
import { fine, layer, ofRank, only, refused } from './define.js';
import { slideWithGaps } from './windows.js';

export const depthwiseConv2d = layer({
  name: 'DepthwiseConv2D',
  summary: 'A convolution of each channel by itself.',
  args: Type.Object(
    {
      kernel_size: kernelSize,
      depth_multiplier: Type.Integer({
        default: 1,
        minimum: 1,
        description: 'Channels that come out for each that goes in.',
      }),
      ...convolutionArguments,
      depthwise_initializer: initializerArgument('glorot_uniform', 'the kernel'),
    },
    { additionalProperties: false },
  ),
  main: 'kernel_size',
  outputShape(inputs, { kernel_size, depth_multiplier, strides, padding, dilation_rate }) {
    const image = ofRank(inputs, 3);
    if (!image.ok) return image;
    const [down, across] = pair(strides);
    if (down !== across) {
      return refused('the strides of a depthwise convolution are the same down and across', 'strides');
    }
    const sides = slideWithGaps(
      image.value.slice(0, 2),
      pair(kernel_size),
      [down, across],
      pair(dilation_rate),
      padding,
    );
    return sides.ok ? fine([...sides.value, (image.value[2] ?? 1) * depth_multiplier]) : sides;
  },
  weights(inputs, { kernel_size, depth_multiplier, use_bias, depthwise_initializer, bias_initializer }) {
    const channels = only(inputs).at(-1) ?? 1;
    return [
      trained('kernel', [...pair(kernel_size), channels, depth_multiplier], depthwise_initializer),
      ...(use_bias ? [trained('bias', [channels * depth_multiplier], bias_initializer)] : []),
    ];
  },
  lower(tf, { kernel_size, depth_multiplier, strides, padding, dilation_rate, activation, use_bias }, name) {
    // tfjs's layer takes the argument and does without it.
    if (pair(dilation_rate).some((dilation) => dilation > 1)) return 'with a dilation_rate';
    return tf.layers.depthwiseConv2d({
      name,
      kernelSize: pair(kernel_size),
      depthMultiplier: depth_multiplier,
      strides: pair(strides),
      padding,
      activation: stockActivation(activation),
      useBias: use_bias,
      depthwiseInitializer: 'zeros',
      biasInitializer: 'zeros',
    });
  },
  call(inputs, { strides, padding, dilation_rate, activation }, weights, { tf }) {
    const kernel = weight<Tensor4D>(weights, 'kernel');
    const sums = tf.depthwiseConv2d(
      only(inputs) as Tensor4D,
      kernel,
      pair(strides),
      padding,
      'NHWC',
      pair(dilation_rate),
    );
    return finish(tf, sums, weights, activation);
  },
});
