import { noArguments } from './arguments.js';
import { fine, layer, ofRank, only } from './define.js';

export const globalAveragePooling1d = layer({
  name: 'GlobalAveragePooling1D',
  summary: 'The mean of each channel over all steps.',
  args: noArguments,
  outputShape(inputs) {
    const shape = ofRank(inputs, 2);
    return shape.ok ? fine(shape.value.slice(-1)) : shape;
  },
  lower: (tf, _args, name) => tf.layers.globalAveragePooling1d({ name }),
  call: (inputs, _args, _weights, { tf }) => tf.mean(only(inputs), 1),
});
