import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { Tensor } from '../definition-types.js';
import { activationArgument, tfjsActivationName } from '../activations.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, paddingArgument, trainableWeight, useBiasArgument } from './arguments.js';
import {
  addBiasAndActivate,
  filtersArgument,
  kernelInitializerArgument,
  requiredWeight,
  tfjsZeroInitializers,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import {
  imagesAsPlanes,
  lackInTfjs,
  planesAsImages,
  toTriple,
  volumeSizeArgument,
} from './volume-windows.js';
import { convTransposeOutputLength } from './window-output-shape.js';

export const conv3dTranspose = defineLayer({
  name: 'Conv3DTranspose',
  summary: 'The way back of Conv3D: every place is spread over a window of the output.',
  args: Type.Object(
    {
      filters: filtersArgument,
      kernel_size: volumeSizeArgument({
        description: 'Size of the window: one number, or [depth, height, width].',
      }),
      strides: volumeSizeArgument({ default: 1, description: 'Steps of the window, in the output.' }),
      padding: paddingArgument,
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBiasArgument,
      kernel_initializer: kernelInitializerArgument,
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding }) {
    const volume = inputOfRank(inputs, 4);
    if (!volume.ok) return volume;
    const [sizes, steps] = [toTriple(kernel_size), toTriple(strides)];
    const sides = [0, 1, 2].map((at) =>
      convTransposeOutputLength(volume.value[at] ?? 1, sizes[at]!, steps[at]!, padding),
    );
    return ok([...sides, filters]);
  },
  weights: (inputs, { filters, kernel_size, use_bias, kernel_initializer, bias_initializer }) => [
    trainableWeight(
      'kernel',
      [...toTriple(kernel_size), filters, onlyInput(inputs).at(-1) ?? 1],
      kernel_initializer,
    ),
    ...(use_bias ? [trainableWeight('bias', [filters], bias_initializer)] : []),
  ],
  lower(tf, { filters, kernel_size, strides, padding, activation, use_bias }, name) {
    const lacks = lackInTfjs(toTriple(kernel_size), toTriple(strides), padding);
    if (lacks !== undefined) return lacks;
    return tf.layers.conv3dTranspose({
      name,
      filters,
      kernelSize: toTriple(kernel_size),
      strides: toTriple(strides),
      padding,
      activation: tfjsActivationName(activation),
      useBias: use_bias,
      ...tfjsZeroInitializers,
    });
  },
  /** For each plane of the kernel, one transposed convolution of all planes; what falls on one plane is added up. */
  call(inputs, { filters, kernel_size, strides, padding, activation }, weights, { tf }) {
    const x = onlyInput(inputs);
    const [batch = 1, depth = 1, height = 1, width = 1] = x.shape;
    const [sizes, steps] = [toTriple(kernel_size), toTriple(strides)];
    const [high, wide] = [height, width].map((side, at) =>
      convTransposeOutputLength(side, sizes[at + 1]!, steps[at + 1]!, padding),
    ) as [number, number];
    const images = planesAsImages(tf, x) as Tensor4D;
    const spread = tf.unstack(requiredWeight(weights, 'kernel')).map((kernel) => {
      const shape: [number, number, number, number] = [batch * depth, high, wide, filters];
      const across: [number, number] = [steps[1], steps[2]];
      const made = tf.conv2dTranspose(images, kernel as Tensor4D, shape, across, padding);
      return tf.unstack(imagesAsPlanes(tf, made, batch), 1);
    });
    const before = padding === 'same' ? Math.floor(Math.max(0, sizes[0] - steps[0]) / 2) : 0;
    const length = convTransposeOutputLength(depth, sizes[0], steps[0], padding);
    const sums = Array.from({ length }, (_, place): Tensor => {
      const parts = spread.flatMap((planes, at) => {
        const from = (place + before - at) / steps[0];
        return Number.isInteger(from) && from >= 0 && from < depth ? [planes[from]!] : [];
      });
      return parts.length > 0 ? parts.reduce((a, b) => tf.add(a, b)) : tf.mul(spread[0]![0]!, 0);
    });
    return addBiasAndActivate(tf, tf.stack(sums, 1), weights, activation);
  },
});
