import { Type } from '../schema.js';
import { fine, layer, only } from './define.js';

export const gaussianNoise = layer({
  name: 'GaussianNoise',
  summary: 'Adds normal noise while training.',
  args: Type.Object(
    { stddev: Type.Number({ minimum: 0, description: 'Standard deviation of the noise.' }) },
    { additionalProperties: false },
  ),
  main: 'stddev',
  noise: true,
  outputShape: (inputs) => fine(only(inputs)),
  lower: (tf, { stddev }, name) => tf.layers.gaussianNoise({ name, stddev }),
  call(inputs, { stddev }, _weights, { tf, mode, draw }) {
    const x = only(inputs);
    if (mode === 'inference' || stddev === 0) return x;
    return tf.add(x, tf.mul(draw({ kind: 'normal', shape: x.shape }), stddev));
  },
});
