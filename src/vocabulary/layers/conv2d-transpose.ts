import { Type } from '../typebox-builders.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { tfjsActivationName } from '../activations.js';
import { toPair, trainableWeight } from './arguments.js';
import {
  filtersArgument,
  addBiasAndActivate,
  kernelInitializerArgument,
  kernelSizeArgument,
  tfjsZeroInitializers,
  convolutionTransposeArguments,
  requiredWeight,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { convTransposeOutputLength, type Padding } from './window-output-shape.js';

function outputSides(
  inputShape: readonly number[],
  kernelSize: number | readonly number[],
  strides: number | readonly number[],
  padding: Padding,
): [number, number] {
  const [high, wide] = toPair(kernelSize);
  const [down, right] = toPair(strides);
  return [
    convTransposeOutputLength(inputShape[0] ?? 1, high, down, padding),
    convTransposeOutputLength(inputShape[1] ?? 1, wide, right, padding),
  ];
}

export const conv2dTranspose = defineLayer({
  name: 'Conv2DTranspose',
  summary: 'The way back of Conv2D: every pixel is spread over a window of the output.',
  args: Type.Object(
    {
      filters: filtersArgument,
      kernel_size: kernelSizeArgument,
      ...convolutionTransposeArguments,
      kernel_initializer: kernelInitializerArgument,
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding }) {
    const image = inputOfRank(inputs, 3);
    if (!image.ok) return image;
    return ok([...outputSides(image.value, kernel_size, strides, padding), filters]);
  },
  weights: (inputs, { filters, kernel_size, use_bias, kernel_initializer, bias_initializer }) => [
    trainableWeight(
      'kernel',
      [...toPair(kernel_size), filters, onlyInput(inputs).at(-1) ?? 1],
      kernel_initializer,
    ),
    ...(use_bias ? [trainableWeight('bias', [filters], bias_initializer)] : []),
  ],
  lower: (tf, { filters, kernel_size, strides, padding, activation, use_bias }, name) =>
    tf.layers.conv2dTranspose({
      name,
      filters,
      kernelSize: toPair(kernel_size),
      strides: toPair(strides),
      padding,
      activation: tfjsActivationName(activation),
      useBias: use_bias,
      ...tfjsZeroInitializers,
    }),
  call(inputs, { filters, kernel_size, strides, padding, activation }, weights, { tf }) {
    const image = onlyInput(inputs) as Tensor4D;
    const [height, width] = outputSides(image.shape.slice(1), kernel_size, strides, padding);
    const sums = tf.conv2dTranspose(
      image,
      requiredWeight<Tensor4D>(weights, 'kernel'),
      [image.shape[0], height, width, filters],
      toPair(strides),
      padding,
    );
    return addBiasAndActivate(tf, sums, weights, activation);
  },
});
