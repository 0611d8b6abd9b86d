import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Type } from '../typebox-builders.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';

export const upSampling1d = defineLayer({
  name: 'UpSampling1D',
  summary: 'Every step becomes several of the same value.',
  args: Type.Object(
    { size: Type.Integer({ default: 2, minimum: 1, description: 'How many.' }) },
    { additionalProperties: false },
  ),
  main: 'size',
  outputShape(inputs, { size }) {
    const series = inputOfRank(inputs, 2);
    if (!series.ok) return series;
    const [steps = 1, channels = 1] = series.value;
    return ok([steps * size, channels]);
  },
  lower: () => '',
  call(inputs, { size }, _weights, { tf }) {
    const [batch = 1, steps = 1, channels = 1] = onlyInput(inputs).shape;
    const row = tf.reshape(onlyInput(inputs), [batch, 1, steps, channels]) as Tensor4D;
    const longer = tf.image.resizeNearestNeighbor(row, [1, steps * size]);
    return tf.reshape(longer, [batch, steps * size, channels]);
  },
});
