import type { Tensor2D } from '@tensorflow/tfjs-core';
import { applyNamedActivation } from '../activations.js';
import { Type } from '../typebox-builders.js';
import { trainableWeight } from './arguments.js';
import { requiredWeight } from './convolution-arguments.js';
import { defineLayer } from './define-layer.js';
import {
  dropsOut,
  recurrentArguments,
  recurrentShape,
  recurrentWeights,
  tfjsRecurrentArguments,
} from './recurrent-arguments.js';
import { unrollSteps } from './unroll-steps.js';

/** Keras 3's layers/rnn/simple_rnn.py. */
export const simpleRnn = defineLayer({
  name: 'SimpleRNN',
  summary: 'Goes through a series: each step sums its features and the output of the step before.',
  args: Type.Object(recurrentArguments, { additionalProperties: false }),
  main: 'units',
  noise: dropsOut,
  recurrent: true,
  inputs: [1, 2],
  outputShape: (inputs, args) => recurrentShape(inputs, args, 1),
  weights: (inputs, args) =>
    recurrentWeights(inputs, args, 1, (width) => trainableWeight('bias', [width], args.bias_initializer)),
  lower: (tf, args, name) =>
    tf.layers.simpleRNN({
      name,
      ...tfjsRecurrentArguments(args),
    }),
  call(inputs, args, weights, context) {
    const { tf } = context;
    const recurrent = requiredWeight<Tensor2D>(weights, 'recurrent_kernel');
    return unrollSteps(inputs, args, weights, weights.bias, context, (keep) => (sums, state) => [
      applyNamedActivation(
        tf,
        args.activation,
        state ? tf.add(sums, tf.matMul(keep(state[0]!) as Tensor2D, recurrent)) : sums,
      ),
    ]);
  },
});
