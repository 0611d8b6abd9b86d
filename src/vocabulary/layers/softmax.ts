import { noArguments } from './arguments.js';
import { ok, defineLayer, onlyInput, layerError } from './define-layer.js';

export const softmaxLayer = defineLayer({
  name: 'Softmax',
  summary: 'Numbers of the last side as probabilities that add up to 1.',
  args: noArguments,
  outputShape(inputs) {
    const shape = onlyInput(inputs);
    return shape.length === 0 ? layerError('softmax needs an input with features') : ok(shape);
  },
  // tfjs's default axis is the first, which its layer does not support.
  lower: (tf, _args, name) => tf.layers.softmax({ name, axis: -1 }),
  call: (inputs, _args, _weights, { tf }) => tf.softmax(onlyInput(inputs)),
});
