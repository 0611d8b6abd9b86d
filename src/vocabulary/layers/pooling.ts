/** What pooling layers have in common: all but the number that they make of a window. */
import { Type } from '../schema.js';
import type { LayerDefinition, TfCore } from '../types.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pair, poolPadding, sizeArgument, stridesOfPool } from './arguments.js';
import { fine, layer, ofRank, only } from './define.js';
import { slide } from './windows.js';

interface Pooling<Stock extends string> {
  name: string;
  summary: string;
  /** The layer of tfjs that it is saved as. */
  stock: Stock;
  pool(tf: TfCore): TfCore['maxPool'];
}

/** Over images [height, width, channels]. */
export const pooling2d = ({
  name,
  summary,
  stock,
  pool,
}: Pooling<'averagePooling2d' | 'maxPooling2d'>): LayerDefinition =>
  layer({
    name,
    summary,
    args: Type.Object(
      {
        pool_size: sizeArgument({ default: 2, description: 'Size of the window.' }),
        strides: stridesOfPool,
        padding: poolPadding,
      },
      { additionalProperties: false },
    ),
    main: 'pool_size',
    outputShape(inputs, { pool_size, strides, padding }) {
      const image = ofRank(inputs, 3);
      if (!image.ok) return image;
      const size = pair(pool_size);
      const sides = slide(image.value.slice(0, 2), size, pair(strides ?? size), padding, 'pool_size');
      return sides.ok ? fine([...sides.value, image.value[2] ?? 1]) : sides;
    },
    lower: (tf, { pool_size, strides, padding }, name) =>
      tf.layers[stock]({ name, poolSize: pair(pool_size), strides: pair(strides ?? pool_size), padding }),
    call: (inputs, { pool_size, strides, padding }, _weights, { tf }) =>
      pool(tf)(only(inputs) as Tensor4D, pair(pool_size), pair(strides ?? pool_size), padding),
  });

/** Over sequences [steps, channels], which are images one pixel wide. */
export const pooling1d = ({
  name,
  summary,
  stock,
  pool,
}: Pooling<'averagePooling1d' | 'maxPooling1d'>): LayerDefinition =>
  layer({
    name,
    summary,
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
      tf.layers[stock]({ name, poolSize: pool_size, strides: strides ?? pool_size, padding }),
    call(inputs, { pool_size, strides, padding }, _weights, { tf }) {
      const [batch = 1, steps = 1, channels = 1] = only(inputs).shape;
      const image = tf.reshape(only(inputs), [batch, steps, 1, channels]) as Tensor4D;
      const pooled = pool(tf)(image, [pool_size, 1], [strides ?? pool_size, 1], padding);
      return tf.reshape(pooled, [batch, pooled.shape[1], channels]);
    },
  });
