/** What convolutions have in common. */
import { Type } from '../schema.js';
import { activate, activationArgument, type ActivationName } from '../activations.js';
import type { Tensor, TfCore } from '../types.js';
import { initializerArgument, padding, sizeArgument, useBias } from './arguments.js';

const windowArguments = {
  strides: sizeArgument({ default: 1, description: 'Steps of the window.' }),
  padding,
};

const sumArguments = {
  activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
  use_bias: useBias,
  bias_initializer: initializerArgument('zeros', 'the bias'),
};

export const gaps = 'Pixels from one place of the window to the next: with more than 1 it has gaps.';

/** Arguments of every convolution. */
export const convolutionArguments = {
  ...windowArguments,
  dilation_rate: sizeArgument({ default: 1, description: gaps }),
  ...sumArguments,
};

/** Arguments of a transposed convolution. It has no `dilation_rate`: tfjs could not save it. */
export const transposedArguments = { ...windowArguments, ...sumArguments };

export const kernelInitializer = initializerArgument('glorot_uniform', 'the kernel');

export const filters = Type.Integer({ minimum: 1, description: 'Channels that come out.' });

export const kernelSize = sizeArgument({
  description: 'Size of the window: one number, or [height, width].',
});

/** Weights are written into stock layers, so what they start with is of no interest. */
export const stockZeros = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;

/** Bias (if there is one) and activation. */
export function finish(
  tf: TfCore,
  sums: Tensor,
  weights: Readonly<Record<string, Tensor>>,
  activation: ActivationName,
): Tensor {
  return activate(tf, activation, weights.bias ? tf.add(sums, weights.bias) : sums);
}

/** A weight that the layer's rule names. */
export function weight<T extends Tensor>(weights: Readonly<Record<string, Tensor>>, name: string): T {
  const found = weights[name];
  if (!found) throw new Error(`the weight ${name} was not given`);
  return found as T;
}
