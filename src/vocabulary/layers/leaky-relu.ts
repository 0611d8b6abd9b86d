import { Type } from '../typebox-builders.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';

export const leakyRelu = defineLayer({
  name: 'LeakyReLU',
  summary: 'Numbers below 0 are made small, others stay.',
  args: Type.Object(
    {
      negative_slope: Type.Number({ default: 0.3, minimum: 0, description: 'Factor on numbers below 0.' }),
    },
    { additionalProperties: false },
  ),
  main: 'negative_slope',
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, { negative_slope }, name) => tf.layers.leakyReLU({ name, alpha: negative_slope }),
  call: (inputs, { negative_slope }, _weights, { tf }) => tf.leakyRelu(onlyInput(inputs), negative_slope),
});
