import { noArguments } from './arguments.js';
import { fine, layer, only } from './define.js';

/** Clevert et al. 2015. Keras's `alpha` is 1: tfjs's layer knows no other. */
export const elu = layer({
  name: 'ELU',
  summary: 'Numbers below 0 become exp(x) - 1, others stay.',
  args: noArguments,
  outputShape: (inputs) => fine(only(inputs)),
  lower: (tf, _args, name) => tf.layers.elu({ name }),
  call: (inputs, _args, _weights, { tf }) => tf.elu(only(inputs)),
});
