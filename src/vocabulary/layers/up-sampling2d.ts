import { Type } from '../typebox-builders.js';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { toPair, sizeArgument } from './arguments.js';
import { interpolationArgument, resizeImage } from './interpolation.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';

export const upSampling2d = defineLayer({
  name: 'UpSampling2D',
  summary: 'Every pixel becomes several: of the same value, or on the way to the next.',
  args: Type.Object(
    {
      size: sizeArgument({ default: 2, description: 'How many, down and across.' }),
      interpolation: interpolationArgument('nearest'),
    },
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
  // tfjs aligns the corners of pixels, and not their middles.
  lower: (tf, { size, interpolation }, name) =>
    interpolation === 'bilinear'
      ? 'with interpolation bilinear'
      : tf.layers.upSampling2d({ name, size: toPair(size) }),
  call(inputs, { size, interpolation }, _weights, { tf }) {
    const image = onlyInput(inputs) as Tensor4D;
    const [down, across] = toPair(size);
    if (interpolation === 'bilinear')
      return resizeImage(tf, image, [image.shape[1] * down, image.shape[2] * across], interpolation);
    return tf.image.resizeNearestNeighbor(image, [image.shape[1] * down, image.shape[2] * across]);
  },
});
