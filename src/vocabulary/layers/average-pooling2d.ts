import { Type } from '../schema.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pair, poolPadding, sizeArgument, stridesOfPool } from './arguments.js';
import { fine, layer, ofRank, only } from './define.js';
import { slide } from './windows.js';

export const averagePooling2d = layer({
  name: 'AveragePooling2D',
  summary: 'The mean of each window.',
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
    tf.layers.averagePooling2d({
      name,
      poolSize: pair(pool_size),
      strides: pair(strides ?? pool_size),
      padding,
    }),
  call: (inputs, { pool_size, strides, padding }, _weights, { tf }) =>
    tf.avgPool(only(inputs) as Tensor4D, pair(pool_size), pair(strides ?? pool_size), padding),
});
