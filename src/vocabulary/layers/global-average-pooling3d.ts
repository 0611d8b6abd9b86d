import { noArguments } from './arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';

export const globalAveragePooling3d = defineLayer({
  name: 'GlobalAveragePooling3D',
  summary: 'The mean of each channel over the whole volume.',
  args: noArguments,
  outputShape(inputs) {
    const shape = inputOfRank(inputs, 4);
    return shape.ok ? ok(shape.value.slice(-1)) : shape;
  },
  lower: () => '',
  call: (inputs, _args, _weights, { tf }) => tf.mean(onlyInput(inputs), [1, 2, 3]),
});
