import { noArguments } from './arguments.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';

/** Clevert et al. 2015. Keras's `alpha` is fixed at 1, the only value that tfjs's layer supports. */
export const eluLayer = defineLayer({
  name: 'ELU',
  summary: 'Numbers below 0 become exp(x) - 1, others stay.',
  args: noArguments,
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, _args, name) => tf.layers.elu({ name }),
  call: (inputs, _args, _weights, { tf }) => tf.elu(onlyInput(inputs)),
});
