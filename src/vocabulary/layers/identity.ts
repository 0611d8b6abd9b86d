import { noArguments } from './arguments.js';
import { defineLayer, ok, onlyInput } from './define-layer.js';

export const identity = defineLayer({
  name: 'Identity',
  summary: 'Its input as it is: a place with a name, or one branch of a sum.',
  args: noArguments,
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, _args, name) => tf.layers.activation({ name, activation: 'linear' }),
  call: (inputs) => onlyInput(inputs),
});
