import { Type } from '../schema.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { pair, sizeArgument } from './arguments.js';
import { fine, layer, ofRank, only } from './define.js';

/**
 * Keras's `interpolation: nearest`. Its `bilinear` is not offered: Keras 3 places pixels by their middles, tfjs by
 * their corners.
 */
export const upSampling2d = layer({
  name: 'UpSampling2D',
  summary: 'Every pixel becomes several of the same value.',
  args: Type.Object(
    { size: sizeArgument({ default: 2, description: 'How many, down and across.' }) },
    { additionalProperties: false },
  ),
  main: 'size',
  outputShape(inputs, { size }) {
    const image = ofRank(inputs, 3);
    if (!image.ok) return image;
    const [height = 1, width = 1, channels = 1] = image.value;
    const [down, across] = pair(size);
    return fine([height * down, width * across, channels]);
  },
  lower: (tf, { size }, name) => tf.layers.upSampling2d({ name, size: pair(size) }),
  call(inputs, { size }, _weights, { tf }) {
    const image = only(inputs) as Tensor4D;
    const [down, across] = pair(size);
    return tf.image.resizeNearestNeighbor(image, [image.shape[1] * down, image.shape[2] * across]);
  },
});
