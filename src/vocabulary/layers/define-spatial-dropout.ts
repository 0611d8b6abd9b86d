/** Dropout of whole channels: one definition for series, images and volumes. */
import { Type } from '../typebox-builders.js';
import type { LayerDefinition } from '../definition-types.js';
import { MAX_DROPOUT_RATE, dropOut } from './dropout-mask.js';
import { defineLayer, inputOfRank, onlyInput } from './define-layer.js';

/** In tfjs-layers, this is dropout with a noise shape. */
export const defineSpatialDropout = (definition: {
  name: string;
  summary: string;
  rank: 2 | 3 | 4;
}): LayerDefinition => {
  const { name: layer, summary, rank } = definition;
  const places = Array<number>(rank - 1).fill(1);
  return defineLayer({
    name: layer,
    summary,
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
    outputShape: (inputs) => inputOfRank(inputs, rank),
    lower: (tf, { rate }, name) =>
      tf.layers.dropout({ name, rate, noiseShape: [null, ...places, null] as unknown as number[] }),
    call(inputs, { rate }, _weights, context) {
      const x = onlyInput(inputs);
      return dropOut(context, x, [x.shape[0] ?? 1, ...places, x.shape[rank] ?? 1], rate);
    },
  });
};
