import { Type } from '../schema.js';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { activationArgument, stockActivation } from '../activations.js';
import { initializerArgument, trained, useBias } from './arguments.js';
import { finish, kernelInitializer, stockZeros, weight } from './convolution.js';
import { fine, layer, only, refused } from './define.js';

export const dense = layer({
  name: 'Dense',
  summary: 'Every unit sums all features with weights of its own.',
  args: Type.Object(
    {
      units: Type.Integer({ minimum: 1, description: 'Features that come out.' }),
      activation: activationArgument({ default: 'linear', description: 'What is done to the sums.' }),
      use_bias: useBias,
      kernel_initializer: kernelInitializer,
      bias_initializer: initializerArgument('zeros', 'the bias'),
    },
    { additionalProperties: false },
  ),
  main: 'units',
  outputShape(inputs, { units }) {
    const shape = only(inputs);
    if (shape.length === 0) return refused('an input with features is needed; this one has a single number');
    return fine([...shape.slice(0, -1), units]);
  },
  weights: (inputs, { units, use_bias, kernel_initializer, bias_initializer }) => [
    trained('kernel', [only(inputs).at(-1) ?? 1, units], kernel_initializer),
    ...(use_bias ? [trained('bias', [units], bias_initializer)] : []),
  ],
  lower: (tf, { units, activation, use_bias }, name) =>
    tf.layers.dense({
      name,
      units,
      activation: stockActivation(activation),
      useBias: use_bias,
      ...stockZeros,
    }),
  call(inputs, { units, activation }, weights, { tf }) {
    const x = only(inputs);
    const kernel = weight<Tensor2D>(weights, 'kernel');
    const rows = x.rank === 2 ? (x as Tensor2D) : tf.reshape(x, [-1, kernel.shape[0]]);
    const sums = tf.matMul(rows as Tensor2D, kernel);
    return finish(
      tf,
      x.rank === 2 ? sums : tf.reshape(sums, [...x.shape.slice(0, -1), units]),
      weights,
      activation,
    );
  },
});
