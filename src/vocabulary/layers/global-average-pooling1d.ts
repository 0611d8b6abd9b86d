import { noArguments } from './arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';

export const globalAveragePooling1d = defineLayer({
  name: 'GlobalAveragePooling1D',
  summary: 'The mean of each channel over all steps.',
  args: noArguments,
  outputShape(inputs) {
    const shape = inputOfRank(inputs, 2);
    return shape.ok ? ok(shape.value.slice(-1)) : shape;
  },
  lower: (tf, _args, name) => tf.layers.globalAveragePooling1d({ name }),
  call: (inputs, _args, _weights, { tf }) => tf.mean(onlyInput(inputs), 1),
});
