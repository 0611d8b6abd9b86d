/** Pooling of volumes: of their planes, and then of the planes of each window. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { LayerDefinition, Tensor, TfCore } from '../definition-types.js';
import { Type } from '../typebox-builders.js';
import { poolPaddingArgument } from './arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import {
  imagesAsPlanes,
  lackInTfjs,
  planesAsImages,
  toTriple,
  volumePoolStridesArgument,
  volumeSizeArgument,
  windowPadding,
} from './volume-windows.js';
import { windowOutputShape } from './window-output-shape.js';

export const definePooling3d = ({
  name,
  summary,
  tfjsLayer: stock,
  pool,
  join,
}: {
  name: string;
  summary: string;
  /** The tfjs layer as which it is saved. */
  tfjsLayer: 'averagePooling3d' | 'maxPooling3d';
  pool(tf: TfCore): TfCore['maxPool'];
  /** The planes of one window, pooled, as one. */
  join(tf: TfCore, planes: readonly Tensor[]): Tensor;
}): LayerDefinition =>
  defineLayer({
    name,
    summary,
    args: Type.Object(
      {
        pool_size: volumeSizeArgument({ default: 2, description: 'Size of the window.' }),
        strides: volumePoolStridesArgument,
        padding: poolPaddingArgument,
      },
      { additionalProperties: false },
    ),
    main: 'pool_size',
    outputShape(inputs, { pool_size, strides, padding }) {
      const volume = inputOfRank(inputs, 4);
      if (!volume.ok) return volume;
      const size = toTriple(pool_size);
      const sides = windowOutputShape(
        volume.value.slice(0, 3),
        size,
        toTriple(strides ?? size),
        padding,
        'pool_size',
      );
      return sides.ok ? ok([...sides.value, volume.value[3] ?? 1]) : sides;
    },
    lower(tf, { pool_size, strides, padding }, name) {
      const [size, steps] = [toTriple(pool_size), toTriple(strides ?? pool_size)];
      const lacks = lackInTfjs(size, steps, padding);
      return lacks ?? tf.layers[stock]({ name, poolSize: size, strides: steps, padding });
    },
    call(inputs, { pool_size, strides, padding }, _weights, { tf }) {
      const x = onlyInput(inputs);
      const [batch = 1, depth = 1] = x.shape;
      const [size, ...window] = toTriple(pool_size);
      const [stride, ...steps] = toTriple(strides ?? pool_size);
      const images = planesAsImages(tf, x) as Tensor4D;
      const pooled = pool(tf)(images, window, steps, padding);
      const planes = tf.unstack(imagesAsPlanes(tf, pooled, batch), 1);
      const [before, after] = windowPadding(depth, { size, stride, padding });
      const count = Math.floor((depth + before + after - size) / stride) + 1;
      const joined = Array.from({ length: count }, (_, at) => {
        const first = at * stride - before;
        return join(tf, planes.slice(Math.max(0, first), first + size));
      });
      return tf.stack(joined, 1);
    },
  });
