import { noArguments } from './arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';

export const globalMaxPooling2d = defineLayer({
  name: 'GlobalMaxPooling2D',
  summary: 'The largest number of each channel over the whole image.',
  args: noArguments,
  outputShape(inputs) {
    const shape = inputOfRank(inputs, 3);
    return shape.ok ? ok(shape.value.slice(-1)) : shape;
  },
  lower: (tf, _args, name) => tf.layers.globalMaxPooling2d({ name }),
  call: (inputs, _args, _weights, { tf }) => tf.max(onlyInput(inputs), [1, 2]),
});
