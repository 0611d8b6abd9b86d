import { noArguments } from './arguments.js';
import { fine, layer, only, sizeOf } from './define.js';

export const flatten = layer({
  name: 'Flatten',
  summary: 'All numbers of an example in one row.',
  args: noArguments,
  outputShape: (inputs) => fine([sizeOf(only(inputs))]),
  lower: (tf, _args, name) => tf.layers.flatten({ name }),
  call(inputs, _args, _weights, { tf }) {
    const [batch = 1, ...shape] = only(inputs).shape;
    return tf.reshape(only(inputs), [batch, sizeOf(shape)]);
  },
});
