import { activationArgument, tfjsActivationName } from '../activations.js';
import { Type } from '../typebox-builders.js';
import { initializerArgument, paddingArgument, trainableWeight, useBiasArgument } from './arguments.js';
import {
  addBiasAndActivate,
  dilationDescription,
  filtersArgument,
  kernelInitializerArgument,
  requiredWeight,
  tfjsZeroInitializers,
} from './convolution-arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { convolveVolumes } from './convolve-volumes.js';
import { channelsOfGroup, groupsArgument } from './grouped-channels.js';
import { lackInTfjs, toTriple, volumeSizeArgument } from './volume-windows.js';
import { dilatedWindowOutputShape } from './window-output-shape.js';

export const conv3d = defineLayer({
  name: 'Conv3D',
  summary: 'Every filter sums a window that moves through the volume.',
  args: Type.Object(
    {
      filters: filtersArgument,
      kernel_size: volumeSizeArgument({
        description: 'Size of the window: one number, or [depth, height, width].',
      }),
      strides: volumeSizeArgument({ default: 1, description: 'Steps of the window.' }),
      padding: paddingArgument,
      dilation_rate: volumeSizeArgument({ default: 1, description: dilationDescription }),
      groups: groupsArgument,
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBiasArgument,
      kernel_initializer: kernelInitializerArgument,
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  outputShape(inputs, { filters, kernel_size, strides, padding, dilation_rate, groups }) {
    const volume = inputOfRank(inputs, 4);
    if (!volume.ok) return volume;
    const shared = channelsOfGroup(volume.value.at(-1) ?? 1, filters, groups);
    if (!shared.ok) return shared;
    const sides = dilatedWindowOutputShape(
      volume.value.slice(0, 3),
      toTriple(kernel_size),
      toTriple(strides),
      toTriple(dilation_rate),
      padding,
    );
    return sides.ok ? ok([...sides.value, filters]) : sides;
  },
  weights: (inputs, { filters, kernel_size, groups, use_bias, kernel_initializer, bias_initializer }) => [
    trainableWeight(
      'kernel',
      [...toTriple(kernel_size), (onlyInput(inputs).at(-1) ?? 1) / groups, filters],
      kernel_initializer,
    ),
    ...(use_bias ? [trainableWeight('bias', [filters], bias_initializer)] : []),
  ],
  lower(tf, { filters, kernel_size, strides, padding, dilation_rate, groups, activation, use_bias }, name) {
    if (groups > 1) return 'with groups';
    if (toTriple(dilation_rate).some((dilation) => dilation > 1)) return 'with a dilation_rate';
    const lacks = lackInTfjs(toTriple(kernel_size), toTriple(strides), padding);
    if (lacks !== undefined) return lacks;
    return tf.layers.conv3d({
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
  call(inputs, { strides, padding, dilation_rate, groups, activation }, weights, { tf }) {
    const sums = convolveVolumes(tf, onlyInput(inputs), requiredWeight(weights, 'kernel'), {
      strides: toTriple(strides),
      dilation: toTriple(dilation_rate),
      padding,
      groups,
    });
    return addBiasAndActivate(tf, sums, weights, activation);
  },
});
