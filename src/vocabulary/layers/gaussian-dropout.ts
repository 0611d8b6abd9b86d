import { Type } from '../schema.js';
import { HIGHEST_RATE } from './bernoulli.js';
import { fine, layer, only } from './define.js';

/** Srivastava et al. 2014. The noise has the mean 1 and the variance rate / (1 - rate). */
export const gaussianDropout = layer({
  name: 'GaussianDropout',
  summary: 'Multiplies by normal noise around 1 while training.',
  args: Type.Object(
    {
      rate: Type.Number({
        minimum: 0,
        maximum: HIGHEST_RATE,
        description: 'Rate of the dropout whose variance the noise has.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'rate',
  noise: true,
  outputShape: (inputs) => fine(only(inputs)),
  lower: (tf, { rate }, name) => tf.layers.gaussianDropout({ name, rate }),
  call(inputs, { rate }, _weights, { tf, mode, draw }) {
    const x = only(inputs);
    if (mode === 'inference' || rate === 0) return x;
    const noise = tf.mul(draw({ kind: 'normal', shape: x.shape }), Math.sqrt(rate / (1 - rate)));
    return tf.mul(x, tf.add(noise, 1));
  },
});
