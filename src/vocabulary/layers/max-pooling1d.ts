import { Type } from '../schema.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { poolPadding } from './arguments.js';
import { fine, layer, ofRank, only } from './define.js';
import { slide } from './windows.js';

export const maxPooling1d = layer({
  name: 'MaxPooling1D',
  summary: 'The largest number of each stretch of steps.',
  args: Type.Object(
    {
      pool_size: Type.Integer({ default: 2, minimum: 1, description: 'Length of the window.' }),
      strides: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
        default: null,
        description: 'Steps of the window; null for its length.',
      }),
      padding: poolPadding,
    },
    { additionalProperties: false },
  ),
  main: 'pool_size',
  outputShape(inputs, { pool_size, strides, padding }) {
    const series = ofRank(inputs, 2);
    if (!series.ok) return series;
    const [steps = 1, channels = 1] = series.value;
    const sides = slide([steps], [pool_size], [strides ?? pool_size], padding, 'pool_size');
    return sides.ok ? fine([...sides.value, channels]) : sides;
  },
  lower: (tf, { pool_size, strides, padding }, name) =>
    tf.layers.maxPooling1d({ name, poolSize: pool_size, strides: strides ?? pool_size, padding }),
  call(inputs, { pool_size, strides, padding }, _weights, { tf }) {
    const [batch = 1, steps = 1, channels = 1] = only(inputs).shape;
    const image = tf.reshape(only(inputs), [batch, steps, 1, channels]) as Tensor4D;
    const pooled = tf.maxPool(image, [pool_size, 1], [strides ?? pool_size, 1], padding);
    return tf.reshape(pooled, [batch, pooled.shape[1], channels]);
  },
});
