import { Type } from '../schema.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { stockActivation } from '../activations.js';
import { pair, trained } from './arguments.js';
import {
  filters,
  finish,
  kernelInitializer,
  kernelSize,
  stockZeros,
  transposedArguments,
  weight,
} from './convolution.js';
import { fine, layer, ofRank, only } from './define.js';
import { spread, type Padding } from './windows.js';

function sides(
  shape: readonly number[],
  size: number | readonly number[],
  strides: number | readonly number[],
  padding: Padding,
): [number, number] {
  const [high, wide] = pair(size);
  const [down, right] = pair(strides);
  return [spread(shape[0] ?? 1, high, down, padding), spread(shape[1] ?? 1, wide, right, padding)];
}

export const conv2dTranspose = layer({
  name: 'Conv2DTranspose',
  summary: 'The way back of Conv2D: every pixel is spread over a window of the output.',
  args: Type.Object(
    { filters, kernel_size: kernelSize, ...transposedArguments, kernel_initializer: kernelInitializer },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding }) {
    const image = ofRank(inputs, 3);
    if (!image.ok) return image;
    return fine([...sides(image.value, kernel_size, strides, padding), filters]);
  },
  weights: (inputs, { filters, kernel_size, use_bias, kernel_initializer, bias_initializer }) => [
    trained('kernel', [...pair(kernel_size), filters, only(inputs).at(-1) ?? 1], kernel_initializer),
    ...(use_bias ? [trained('bias', [filters], bias_initializer)] : []),
  ],
  lower: (tf, { filters, kernel_size, strides, padding, activation, use_bias }, name) =>
    tf.layers.conv2dTranspose({
      name,
      filters,
      kernelSize: pair(kernel_size),
      strides: pair(strides),
      padding,
      activation: stockActivation(activation),
      useBias: use_bias,
      ...stockZeros,
    }),
  call(inputs, { filters, kernel_size, strides, padding, activation }, weights, { tf }) {
    const image = only(inputs) as Tensor4D;
    const [height, width] = sides(image.shape.slice(1), kernel_size, strides, padding);
    const sums = tf.conv2dTranspose(
      image,
      weight<Tensor4D>(weights, 'kernel'),
      [image.shape[0], height, width, filters],
      pair(strides),
      padding,
    );
    return finish(tf, sums, weights, activation);
  },
});
