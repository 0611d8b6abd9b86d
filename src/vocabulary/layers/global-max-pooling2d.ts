import { noArguments } from './arguments.js';
import { fine, layer, ofRank, only } from './define.js';

export const globalMaxPooling2d = layer({
  name: 'GlobalMaxPooling2D',
  summary: 'The largest number of each channel over the whole image.',
  args: noArguments,
  outputShape(inputs) {
    const shape = ofRank(inputs, 3);
    return shape.ok ? fine(shape.value.slice(-1)) : shape;
  },
  lower: (tf, _args, name) => tf.layers.globalMaxPooling2d({ name }),
  call: (inputs, _args, _weights, { tf }) => tf.max(only(inputs), [1, 2]),
});
