/** Arguments and the epilogue (bias, activation) that all convolution layers share. */
import { Type } from '../typebox-builders.js';
import { applyNamedActivation, activationArgument, type ActivationName } from '../activations.js';
import type { Tensor, TfCore } from '../definition-types.js';
import { initializerArgument, paddingArgument, sizeArgument, useBiasArgument } from './arguments.js';

const windowArguments = {
  strides: sizeArgument({ default: 1, description: 'Steps of the window.' }),
  padding: paddingArgument,
};

const biasAndActivationArguments = {
  activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
  use_bias: useBiasArgument,
  bias_initializer: initializerArgument('zeros', 'the bias'),
};

export const dilationDescription =
  'Pixels from one place of the window to the next: with more than 1 it has gaps.';

/** Arguments of every convolution. */
export const convolutionArguments = {
  ...windowArguments,
  dilation_rate: sizeArgument({ default: 1, description: dilationDescription }),
  ...biasAndActivationArguments,
};

/** Arguments of a transposed convolution, without `dilation_rate`, which tfjs cannot save. */
export const convolutionTransposeArguments = { ...windowArguments, ...biasAndActivationArguments };

export const kernelInitializerArgument = initializerArgument('glorot_uniform', 'the kernel');

export const filtersArgument = Type.Integer({ minimum: 1, description: 'Channels that come out.' });

export const kernelSizeArgument = sizeArgument({
  description: 'Size of the window: one number, or [height, width].',
});

/** Weights are assigned to the tfjs layers afterwards, so their initial values do not matter. */
export const tfjsZeroInitializers = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;

/** Adds the bias, if there is one, and applies the activation. */
export function addBiasAndActivate(
  tf: TfCore,
  sums: Tensor,
  weights: Readonly<Record<string, Tensor>>,
  activation: ActivationName,
): Tensor {
  return applyNamedActivation(tf, activation, weights.bias ? tf.add(sums, weights.bias) : sums);
}

/** A weight that the layer's rule declares; throws if it is missing. */
export function requiredWeight<T extends Tensor>(weights: Readonly<Record<string, Tensor>>, name: string): T {
  const found = weights[name];
  if (!found) throw new Error(`the weight ${name} was not given`);
  return found as T;
}
