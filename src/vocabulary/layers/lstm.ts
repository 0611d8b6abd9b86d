import type { Tensor2D } from '@tensorflow/tfjs-core';
import { applyNamedActivation, tfjsActivationName } from '../activations.js';
import { trainableWeight } from './arguments.js';
import { requiredWeight } from './convolution-arguments.js';
import { defineLayer } from './define-layer.js';
import {
  dropsOut,
  gatedArguments,
  recurrentShape,
  recurrentWeights,
  tfjsRecurrentArguments,
  unitForgetBiasArgument,
} from './recurrent-arguments.js';
import { unrollSteps } from './unroll-steps.js';

/** Hochreiter, Schmidhuber 1997; Keras 3's layers/rnn/lstm.py: gates in the order input, forget, cell, output. */
export const lstm = defineLayer({
  name: 'LSTM',
  summary: 'Goes through a series with a memory, of which gates decide what is kept, added and shown.',
  args: gatedArguments({ unit_forget_bias: unitForgetBiasArgument }),
  main: 'units',
  noise: dropsOut,
  recurrent: true,
  inputs: [1, 3],
  outputShape: (inputs, args) => recurrentShape(inputs, args, 2),
  weights: (inputs, args) =>
    recurrentWeights(inputs, args, 4, (width) => ({
      ...trainableWeight('bias', [width], args.bias_initializer),
      ...(args.unit_forget_bias ? { ones: [args.units, 2 * args.units] as const } : {}),
    })),
  lower: (tf, args, name) =>
    tf.layers.lstm({
      name,
      ...tfjsRecurrentArguments(args),
      recurrentActivation: tfjsActivationName(args.recurrent_activation),
      unitForgetBias: false,
    }),
  call(inputs, args, weights, context) {
    const { tf } = context;
    const recurrent = requiredWeight<Tensor2D>(weights, 'recurrent_kernel');
    return unrollSteps(inputs, args, weights, weights.bias, context, (keep) => (sums, state) => {
      const all = state ? tf.add(sums, tf.matMul(keep(state[0]!) as Tensor2D, recurrent)) : sums;
      const [input, forget, added, shown] = tf.split(all, 4, 1);
      const gate = (of: typeof all) => applyNamedActivation(tf, args.recurrent_activation, of);
      const fresh = tf.mul(gate(input!), applyNamedActivation(tf, args.activation, added!));
      const memory = state ? tf.add(tf.mul(gate(forget!), state[1]!), fresh) : fresh;
      return [tf.mul(gate(shown!), applyNamedActivation(tf, args.activation, memory)), memory];
    });
  },
});
