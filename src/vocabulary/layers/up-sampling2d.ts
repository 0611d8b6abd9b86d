import { Type } from '../typebox-builders.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { toPair, sizeArgument } from './arguments.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';

/**
 * Keras's `interpolation: nearest`. Its `bilinear` is not offered: Keras 3 aligns the centres of pixels, tfjs their
 * corners.
 */
export const upSampling2d = defineLayer({
  name: 'UpSampling2D',
  summary: 'Every pixel becomes several of the same value.',
  args: Type.Object(
    { size: sizeArgument({ default: 2, description: 'How many, down and across.' }) },
    { additionalProperties: false },
  ),
  main: 'size',
  outputShape(inputs, { size }) {
    const image = inputOfRank(inputs, 3);
    if (!image.ok) return image;
    const [height = 1, width = 1, channels = 1] = image.value;
    const [down, across] = toPair(size);
    return ok([height * down, width * across, channels]);
  },
  lower: (tf, { size }, name) => tf.layers.upSampling2d({ name, size: toPair(size) }),
  call(inputs, { size }, _weights, { tf }) {
    const image = onlyInput(inputs) as Tensor4D;
    const [down, across] = toPair(size);
    return tf.image.resizeNearestNeighbor(image, [image.shape[1] * down, image.shape[2] * across]);
  },
});
