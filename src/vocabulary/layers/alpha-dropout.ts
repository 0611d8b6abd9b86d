import { Type } from '../typebox-builders.js';
import { defineLayer, ok, onlyInput } from './define-layer.js';
import { dropoutMask, MAX_DROPOUT_RATE } from './dropout-mask.js';

/** What SELU tends to far below 0. */
const LOWEST = -1.6732632423543772 * 1.0507009873554805;

/** Klambauer et al. 2017; Keras 3's layers/regularization/alpha_dropout.py. */
export const alphaDropout = defineLayer({
  name: 'AlphaDropout',
  summary:
    'Dropout for selu: numbers are set to its lowest value while training, and mean and variance stay.',
  args: Type.Object(
    {
      rate: Type.Number({
        minimum: 0,
        maximum: MAX_DROPOUT_RATE,
        description: 'Share of the numbers that is set, to the nearest 256th.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'rate',
  noise: true,
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, { rate }, name) => tf.layers.alphaDropout({ name, rate }),
  call(inputs, { rate }, _weights, context) {
    const { tf } = context;
    const x = onlyInput(inputs);
    const mask = dropoutMask(context, x.shape, rate);
    if (!mask) return x;
    const dropped = Math.round(rate * 256) / 256;
    const scale = 1 / Math.sqrt((1 - dropped) * (1 + dropped * LOWEST ** 2));
    // The mask is 0, or 1 / (1 - dropped): 1 with this factor.
    const kept = tf.mul(mask, 1 - dropped);
    const set = tf.add(tf.mul(kept, tf.sub(x, LOWEST)), LOWEST);
    return tf.add(tf.mul(set, scale), -scale * LOWEST * dropped);
  },
});
