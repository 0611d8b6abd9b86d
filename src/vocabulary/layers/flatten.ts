import { noArguments } from './arguments.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';
import { shapeSize } from '../tensor-shape.js';

export const flattenLayer = defineLayer({
  name: 'Flatten',
  summary: 'All numbers of an example in one row.',
  args: noArguments,
  outputShape: (inputs) => ok([shapeSize(onlyInput(inputs))]),
  lower: (tf, _args, name) => tf.layers.flatten({ name }),
  call(inputs, _args, _weights, { tf }) {
    const [batch = 1, ...shape] = onlyInput(inputs).shape;
    return tf.reshape(onlyInput(inputs), [batch, shapeSize(shape)]);
  },
});
