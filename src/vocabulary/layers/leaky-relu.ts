import { Type } from '../schema.js';
import { fine, layer, only } from './define.js';

export const leakyRelu = layer({
  name: 'LeakyReLU',
  summary: 'Numbers below 0 are made small, others stay.',
  args: Type.Object(
    {
      negative_slope: Type.Number({ default: 0.3, minimum: 0, description: 'Factor on numbers below 0.' }),
    },
    { additionalProperties: false },
  ),
  main: 'negative_slope',
  outputShape: (inputs) => fine(only(inputs)),
  lower: (tf, { negative_slope }, name) => tf.layers.leakyReLU({ name, alpha: negative_slope }),
  call: (inputs, { negative_slope }, _weights, { tf }) => tf.leakyRelu(only(inputs), negative_slope),
});
