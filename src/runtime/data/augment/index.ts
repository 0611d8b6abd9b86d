/** Image augmentation, as Keras's ImageDataGenerator does it; beyond that as torchvision does. */
import type { Augmentation } from '../../../compiler/index.js';
import { randomStream } from '../../random-streams/index.js';
import {
  applyMoreTransforms,
  applyResizedCrop,
  cropShift,
  DRAWS_OF_MORE,
  hasMoreTransforms,
} from './more-transforms.js';
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
  // In a stream of their own, so that the draws of what was there before stay as they were.
  const moreDraws = hasMoreTransforms(augmentation) ? randomStream(seed, `${name}/more`) : null;
  const more = new Float32Array(DRAWS_OF_MORE);
  return (image, key) => {
    draws.uniform(key * DRAWS_PER_TRANSFORM, u);
    moreDraws?.uniform(key * DRAWS_OF_MORE, more);
    if (moreDraws) applyResizedCrop(image, shape, augmentation, more, scratch);
    const transform = transformFromUniforms(u, augmentation, shape[0], shape[1]);
    const [down, right] = moreDraws ? cropShift(augmentation, more) : [0, 0];
    transform.shiftY += down;
    transform.shiftX += right;
    applyTransform(image, shape, transform, augmentation, scratch);
    if (moreDraws) applyMoreTransforms(image, shape, augmentation, more, scratch);
  };
}
