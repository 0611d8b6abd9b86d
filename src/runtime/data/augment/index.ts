/** Image augmentation, as Keras's ImageDataGenerator does it. */
import type { Augmentation } from '../../../compiler/index.js';
import { randomStream } from '../../random-streams/index.js';
import { flipImage, resampleAffine } from './affine-resample.js';
import {
  DRAWS_PER_TRANSFORM,
  transformFromUniforms,
  affineMapOf,
  type ImageTransform,
} from './image-transform.js';

export type { ImageTransform } from './image-transform.js';

/**
 * Transform an image [height, width, channels] in place. `cval` is in the image's own units, 0..1. Keras's
 * `ImageDataGenerator.apply_transform`.
 */
export function applyTransform(
  image: Float32Array,
  shape: readonly [number, number, number],
  transform: ImageTransform,
  { fill, cval }: Pick<Augmentation, 'fill' | 'cval'>,
  scratch = new Float32Array(image.length),
): void {
  scratch.set(image);
  resampleAffine(scratch, shape, affineMapOf(transform, shape[0], shape[1]), fill, cval, image);
  if (transform.flipHorizontal) flipImage(image, shape, 'horizontal');
  if (transform.flipVertical) flipImage(image, shape, 'vertical');
}

/** Augments images [height, width, channels] in place. The `key` addresses the draws. */
export type ImageAugmenter = (image: Float32Array, key: number) => void;

export function createImageAugmenter(
  augmentation: Augmentation,
  shape: readonly [number, number, number],
  seed: number,
  name: string,
): ImageAugmenter {
  const draws = randomStream(seed, name);
  const scratch = new Float32Array(shape[0] * shape[1] * shape[2]);
  const u = new Float32Array(DRAWS_PER_TRANSFORM);
  return (image, key) => {
    draws.uniform(key * DRAWS_PER_TRANSFORM, u);
    applyTransform(
      image,
      shape,
      transformFromUniforms(u, augmentation, shape[0], shape[1]),
      augmentation,
      scratch,
    );
  };
}
