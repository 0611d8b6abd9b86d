import { noArguments } from './arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';

export const globalMaxPooling1d = defineLayer({
  name: 'GlobalMaxPooling1D',
  summary: 'The largest number of each channel over all steps.',
  args: noArguments,
  outputShape(inputs) {
    const shape = inputOfRank(inputs, 2);
    return shape.ok ? ok(shape.value.slice(-1)) : shape;
  },
  lower: (tf, _args, name) => tf.layers.globalMaxPooling1d({ name }),
  call: (inputs, _args, _weights, { tf }) => tf.max(onlyInput(inputs), 1),
});
