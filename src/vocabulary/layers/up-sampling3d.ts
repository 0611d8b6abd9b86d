import type { Tensor4D } from '@tensorflow/tfjs-core';
import { Type } from '../typebox-builders.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { imagesAsPlanes, planesAsImages, toTriple, volumeSizeArgument } from './volume-windows.js';

export const upSampling3d = defineLayer({
  name: 'UpSampling3D',
  summary: 'Every place of a volume becomes a block of the same value.',
  args: Type.Object(
    { size: volumeSizeArgument({ default: 2, description: 'Size of the block.' }) },
    { additionalProperties: false },
  ),
  main: 'size',
  outputShape(inputs, { size }) {
    const volume = inputOfRank(inputs, 4);
    if (!volume.ok) return volume;
    const times = [...toTriple(size), 1];
    return ok(volume.value.map((side, at) => side * times[at]!));
  },
  lower: () => '',
  call(inputs, { size }, _weights, { tf }) {
    const x = onlyInput(inputs);
    const [batch = 1, , height = 1, width = 1] = x.shape;
    const [deep, high, wide] = toTriple(size);
    const sides: [number, number] = [height * high, width * wide];
    const images = tf.image.resizeNearestNeighbor(planesAsImages(tf, x) as Tensor4D, sides);
    const planes = tf.unstack(imagesAsPlanes(tf, images, batch), 1);
    return tf.stack(
      planes.flatMap((plane) => Array.from({ length: deep }, () => plane)),
      1,
    );
  },
});
