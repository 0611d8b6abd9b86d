import type { Tensor2D } from '@tensorflow/tfjs-core';
import { applyNamedActivation, tfjsActivationName } from '../activations.js';
import type { Tensor } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import { trainableWeight } from './arguments.js';
import { requiredWeight } from './convolution-arguments.js';
import { defineLayer } from './define-layer.js';
import {
  dropsOut,
  gatedArguments,
  recurrentShape,
  recurrentWeights,
  tfjsRecurrentArguments,
} from './recurrent-arguments.js';
import { unrollSteps } from './unroll-steps.js';

/** Cho et al. 2014; Keras 3's layers/rnn/gru.py: gates in the order update, reset, candidate. */
export const gru = defineLayer({
  name: 'GRU',
  summary: 'Goes through a series with a state, of which gates decide what is kept and what is made anew.',
  args: gatedArguments({
    reset_after: Type.Boolean({
      default: true,
      description:
        'Whether the state is reset after its product with the recurrent kernel, with a bias of its own, or before.',
    }),
  }),
  main: 'units',
  noise: dropsOut,
  recurrent: true,
  inputs: [1, 2],
  outputShape: (inputs, args) => recurrentShape(inputs, args, 1),
  weights: (inputs, args) =>
    recurrentWeights(inputs, args, 3, (width) =>
      trainableWeight('bias', args.reset_after ? [2, width] : [width], args.bias_initializer),
    ),
  lower: (tf, args, name) =>
    args.reset_after
      ? 'with reset_after'
      : tf.layers.gru({
          name,
          ...tfjsRecurrentArguments(args),
          recurrentActivation: tfjsActivationName(args.recurrent_activation),
        }),
  call(inputs, args, weights, context) {
    const { tf } = context;
    const recurrent = requiredWeight<Tensor2D>(weights, 'recurrent_kernel');
    const [inputBias, stateBias] = !weights.bias
      ? []
      : args.reset_after
        ? tf.unstack(weights.bias)
        : [weights.bias];
    const gate = (of: Tensor) => applyNamedActivation(tf, args.recurrent_activation, of);
    /** The two gates, and the candidate. */
    const parts = (of: Tensor) => tf.split(of, [2 * args.units, args.units], -1) as [Tensor2D, Tensor2D];
    const [gateKernel, candidateKernel] = args.reset_after ? [] : parts(recurrent);
    return unrollSteps(inputs, args, weights, inputBias, context, (keep) => (sums, state) => {
      const [gateSums, candidateSums] = parts(sums);
      const kept = state && (keep(state[0]!) as Tensor2D);
      const own = kept && tf.matMul(kept, args.reset_after ? recurrent : gateKernel!);
      const biased = stateBias ? (own ? tf.add(own, stateBias) : stateBias) : own;
      const [gateOwn, candidateOwn] = args.reset_after && biased ? parts(biased) : [biased];
      const [update, reset] = tf.split(gateOwn ? tf.add(gateSums, gateOwn) : gateSums, 2, 1).map(gate);
      const recalled = args.reset_after
        ? candidateOwn && tf.mul(reset!, candidateOwn)
        : kept && tf.matMul(tf.mul(reset!, kept) as Tensor2D, candidateKernel!);
      const candidate = recalled ? tf.add(candidateSums, recalled) : candidateSums;
      const fresh = tf.mul(tf.sub(1, update!), applyNamedActivation(tf, args.activation, candidate));
      return [state ? tf.add(tf.mul(update!, state[0]!), fresh) : fresh];
    });
  },
});
