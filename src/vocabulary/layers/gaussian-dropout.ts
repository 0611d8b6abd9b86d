import { Type } from '../typebox-builders.js';
import { MAX_DROPOUT_RATE } from './dropout-mask.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';

/** Srivastava et al. 2014. Multiplicative noise of mean 1 and variance rate / (1 - rate). */
export const gaussianDropout = defineLayer({
  name: 'GaussianDropout',
  summary: 'Multiplies by normal noise around 1 while training.',
  args: Type.Object(
    {
      rate: Type.Number({
        minimum: 0,
        maximum: MAX_DROPOUT_RATE,
        description: 'Rate of the dropout whose variance the noise has.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'rate',
  noise: true,
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, { rate }, name) => tf.layers.gaussianDropout({ name, rate }),
  call(inputs, { rate }, _weights, { tf, mode, draw }) {
    const x = onlyInput(inputs);
    if (mode === 'inference' || rate === 0) return x;
    const noise = tf.mul(draw({ kind: 'normal', shape: x.shape }), Math.sqrt(rate / (1 - rate)));
    return tf.mul(x, tf.add(noise, 1));
  },
});
