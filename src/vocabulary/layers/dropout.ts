import { Type } from '../typebox-builders.js';
import { MAX_DROPOUT_RATE, dropOut } from './dropout-mask.js';
import { ok, defineLayer, onlyInput } from './define-layer.js';

export const dropout = defineLayer({
  name: 'Dropout',
  summary: 'Sets a share of the numbers to 0 while training, and makes the others larger by as much.',
  args: Type.Object(
    {
      rate: Type.Number({
        minimum: 0,
        maximum: MAX_DROPOUT_RATE,
        description: 'Share that is set to 0, to the nearest 256th.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'rate',
  noise: true,
  outputShape: (inputs) => ok(onlyInput(inputs)),
  lower: (tf, { rate }, name) => tf.layers.dropout({ name, rate }),
  call(inputs, { rate }, _weights, context) {
    const x = onlyInput(inputs);
    return dropOut(context, x, x.shape, rate);
  },
});
