import { noArguments } from './arguments.js';
import { fine, layer, ofRank, only } from './define.js';

export const globalMaxPooling1d = layer({
  name: 'GlobalMaxPooling1D',
  summary: 'The largest number of each channel over all steps.',
  args: noArguments,
  outputShape(inputs) {
    const shape = ofRank(inputs, 2);
    return shape.ok ? fine(shape.value.slice(-1)) : shape;
  },
  lower: (tf, _args, name) => tf.layers.globalMaxPooling1d({ name }),
  call: (inputs, _args, _weights, { tf }) => tf.max(only(inputs), 1),
});
