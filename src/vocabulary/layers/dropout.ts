import { Type } from '../schema.js';
import { HIGHEST_RATE, mask } from './bernoulli.js';
import { fine, layer, only } from './define.js';

export const dropout = layer({
  name: 'Dropout',
  summary: 'Sets a share of the numbers to 0 while training, and makes the others larger by as much.',
  args: Type.Object(
    {
      rate: Type.Number({
        minimum: 0,
        maximum: HIGHEST_RATE,
        description: 'Share that is set to 0, to the nearest 256th.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'rate',
  noise: true,
  outputShape: (inputs) => fine(only(inputs)),
  lower: (tf, { rate }, name) => tf.layers.dropout({ name, rate }),
  call(inputs, { rate }, _weights, context) {
    const x = only(inputs);
    const kept = mask(context, x.shape, rate);
    return kept ? context.tf.mul(x, kept) : x;
  },
});
