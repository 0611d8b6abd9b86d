import { noArguments } from './arguments.js';
import { fine, layer, only, refused } from './define.js';

export const softmax = layer({
  name: 'Softmax',
  summary: 'Numbers of the last side as probabilities that add up to 1.',
  args: noArguments,
  outputShape(inputs) {
    const shape = only(inputs);
    return shape.length === 0 ? refused('softmax needs an input with features') : fine(shape);
  },
  // Its own default is the first side, which it can't compute.
  lower: (tf, _args, name) => tf.layers.softmax({ name, axis: -1 }),
  call: (inputs, _args, _weights, { tf }) => tf.softmax(only(inputs)),
});
