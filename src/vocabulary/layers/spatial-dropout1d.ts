import { Type } from '../typebox-builders.js';
import { MAX_DROPOUT_RATE, dropoutMask } from './dropout-mask.js';
import { defineLayer, inputOfRank, onlyInput } from './define-layer.js';

/** In tfjs-layers, this is dropout with a noise shape. */
export const spatialDropout1d = defineLayer({
  name: 'SpatialDropout1D',
  summary: 'Sets whole channels of a series to 0 while training, and makes the others larger by as much.',
  args: Type.Object(
    {
      rate: Type.Number({
        minimum: 0,
        maximum: MAX_DROPOUT_RATE,
        description: 'Share of the channels that is set to 0, to the nearest 256th.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'rate',
  noise: true,
  outputShape: (inputs) => inputOfRank(inputs, 2),
  lower: (tf, { rate }, name) =>
    tf.layers.dropout({ name, rate, noiseShape: [null, 1, null] as unknown as number[] }),
  call(inputs, { rate }, _weights, context) {
    const x = onlyInput(inputs);
    const kept = dropoutMask(context, [x.shape[0] ?? 1, 1, x.shape[2] ?? 1], rate);
    return kept ? context.tf.mul(x, kept) : x;
  },
});
