/** What convolutions have in common. */
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

/** Arguments of a transposed convolution. It has no `dilation_rate`: tfjs could not save it. */
export const convolutionTransposeArguments = { ...windowArguments, ...biasAndActivationArguments };

export const kernelInitializerArgument = initializerArgument('glorot_uniform', 'the kernel');

export const filtersArgument = Type.Integer({ minimum: 1, description: 'Channels that come out.' });

export const kernelSizeArgument = sizeArgument({
  description: 'Size of the window: one number, or [height, width].',
});

/** Weights are written into stock layers, so what they start with is of no interest. */
export const tfjsZeroInitializers = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;

/** Bias (if there is one) and activation. */
export function addBiasAndActivate(
  tf: TfCore,
  sums: Tensor,
  weights: Readonly<Record<string, Tensor>>,
  activation: ActivationName,
): Tensor {
  return applyNamedActivation(tf, activation, weights.bias ? tf.add(sums, weights.bias) : sums);
}

/** A weight that the layer's rule names. */
export function requiredWeight<T extends Tensor>(weights: Readonly<Record<string, Tensor>>, name: string): T {
  const found = weights[name];
  if (!found) throw new Error(`the weight ${name} was not given`);
  return found as T;
}
