/** Everything pooling layers share except the reduction over the window. */
import { Type } from '../typebox-builders.js';
import type { LayerDefinition, TfCore } from '../definition-types.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { toPair, poolPaddingArgument, sizeArgument, poolStridesArgument } from './arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { windowOutputShape } from './window-output-shape.js';

interface Pooling<Stock extends string> {
  name: string;
  summary: string;
  /** The tfjs layer as which it is saved. */
  tfjsLayer: Stock;
  pool(tf: TfCore): TfCore['maxPool'];
}

/** Over images [height, width, channels]. */
export const definePooling2d = ({
  name,
  summary,
  tfjsLayer: stock,
  pool,
}: Pooling<'averagePooling2d' | 'maxPooling2d'>): LayerDefinition =>
  defineLayer({
    name,
    summary,
    args: Type.Object(
      {
        pool_size: sizeArgument({ default: 2, description: 'Size of the window.' }),
        strides: poolStridesArgument,
        padding: poolPaddingArgument,
      },
      { additionalProperties: false },
    ),
    main: 'pool_size',
    outputShape(inputs, { pool_size, strides, padding }) {
      const image = inputOfRank(inputs, 3);
      if (!image.ok) return image;
      const size = toPair(pool_size);
      const sides = windowOutputShape(
        image.value.slice(0, 2),
        size,
        toPair(strides ?? size),
        padding,
        'pool_size',
      );
      return sides.ok ? ok([...sides.value, image.value[2] ?? 1]) : sides;
    },
    lower: (tf, { pool_size, strides, padding }, name) =>
      tf.layers[stock]({ name, poolSize: toPair(pool_size), strides: toPair(strides ?? pool_size), padding }),
    call: (inputs, { pool_size, strides, padding }, _weights, { tf }) =>
      pool(tf)(onlyInput(inputs) as Tensor4D, toPair(pool_size), toPair(strides ?? pool_size), padding),
  });

/** Over sequences [steps, channels], computed as images of width 1. */
export const definePooling1d = ({
  name,
  summary,
  tfjsLayer: stock,
  pool,
}: Pooling<'averagePooling1d' | 'maxPooling1d'>): LayerDefinition =>
  defineLayer({
    name,
    summary,
    args: Type.Object(
      {
        pool_size: Type.Integer({ default: 2, minimum: 1, description: 'Length of the window.' }),
        strides: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
          default: null,
          description: 'Steps of the window; null for its length.',
        }),
        padding: poolPaddingArgument,
      },
      { additionalProperties: false },
    ),
    main: 'pool_size',
    outputShape(inputs, { pool_size, strides, padding }) {
      const series = inputOfRank(inputs, 2);
      if (!series.ok) return series;
      const [steps = 1, channels = 1] = series.value;
      const sides = windowOutputShape([steps], [pool_size], [strides ?? pool_size], padding, 'pool_size');
      return sides.ok ? ok([...sides.value, channels]) : sides;
    },
    lower: (tf, { pool_size, strides, padding }, name) =>
      tf.layers[stock]({ name, poolSize: pool_size, strides: strides ?? pool_size, padding }),
    call(inputs, { pool_size, strides, padding }, _weights, { tf }) {
      const [batch = 1, steps = 1, channels = 1] = onlyInput(inputs).shape;
      const image = tf.reshape(onlyInput(inputs), [batch, steps, 1, channels]) as Tensor4D;
      const pooled = pool(tf)(image, [pool_size, 1], [strides ?? pool_size, 1], padding);
      return tf.reshape(pooled, [batch, pooled.shape[1], channels]);
    },
  });
