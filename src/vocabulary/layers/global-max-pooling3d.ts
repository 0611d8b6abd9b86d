import { noArguments } from './arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';

export const globalMaxPooling3d = defineLayer({
  name: 'GlobalMaxPooling3D',
  summary: 'The largest number of each channel over the whole volume.',
  args: noArguments,
  outputShape(inputs) {
    const shape = inputOfRank(inputs, 4);
    return shape.ok ? ok(shape.value.slice(-1)) : shape;
  },
  lower: () => '',
  call: (inputs, _args, _weights, { tf }) => tf.max(onlyInput(inputs), [1, 2, 3]),
});
