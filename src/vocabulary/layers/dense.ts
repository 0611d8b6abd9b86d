import { Type } from '../typebox-builders.js';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { activationArgument, tfjsActivationName } from '../activations.js';
import { initializerArgument, trainableWeight, useBiasArgument } from './arguments.js';
import {
  addBiasAndActivate,
  kernelInitializerArgument,
  tfjsZeroInitializers,
  requiredWeight,
} from './convolution-arguments.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';

export const dense = defineLayer({
  name: 'Dense',
  summary: 'Every unit sums all features with weights of its own.',
  args: Type.Object(
    {
      units: Type.Integer({ minimum: 1, description: 'Features that come out.' }),
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBiasArgument,
      kernel_initializer: kernelInitializerArgument,
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  main: 'units',
  outputShape(inputs, { units }) {
    const shape = onlyInput(inputs);
    if (shape.length === 0)
      return layerError('an input with features is needed; this one has a single number');
    return ok([...shape.slice(0, -1), units]);
  },
  weights: (inputs, { units, use_bias, kernel_initializer, bias_initializer }) => [
    trainableWeight('kernel', [onlyInput(inputs).at(-1) ?? 1, units], kernel_initializer),
    ...(use_bias ? [trainableWeight('bias', [units], bias_initializer)] : []),
  ],
  lower: (tf, { units, activation, use_bias }, name) =>
    tf.layers.dense({
      name,
      units,
      activation: tfjsActivationName(activation),
      useBias: use_bias,
      ...tfjsZeroInitializers,
    }),
  call(inputs, { units, activation }, weights, { tf }) {
    const x = onlyInput(inputs);
    const kernel = requiredWeight<Tensor2D>(weights, 'kernel');
    const rows = x.rank === 2 ? (x as Tensor2D) : tf.reshape(x, [-1, kernel.shape[0]]);
    const sums = tf.matMul(rows as Tensor2D, kernel);
    return addBiasAndActivate(
      tf,
      x.rank === 2 ? sums : tf.reshape(sums, [...x.shape.slice(0, -1), units]),
      weights,
      activation,
    );
  },
});
