import { Type } from '../typebox-builders.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';

export const gaussianNoise = defineLayer({
  name: 'GaussianNoise',
  summary: 'Adds normal noise while training.',
  args: Type.Object(
    { stddev: Type.Number({ minimum: 0, description: 'Standard deviation of the noise.' }) },
    { additionalProperties: false },
  ),
  main: 'stddev',
  noise: true,
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, { stddev }, name) => tf.layers.gaussianNoise({ name, stddev }),
  call(inputs, { stddev }, _weights, { tf, mode, draw }) {
    const x = onlyInput(inputs);
    if (mode === 'inference' || stddev === 0) return x;
    return tf.add(x, tf.mul(draw({ kind: 'normal', shape: x.shape }), stddev));
  },
});
