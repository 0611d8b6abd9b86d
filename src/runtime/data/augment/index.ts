/** Random changes to images, as Keras's ImageDataGenerator makes them. */
import type { Augmentation } from '../../../compiler/index.js';
import { stream } from '../../streams/index.js';
import { flip, resample } from './resample.js';
import { DRAWS, drawnTransform, mapOf, type Transform } from './transform.js';

export type { Transform } from './transform.js';

/**
 * Change an image [height, width, channels] in place. `cval` is in the image's own units, 0..1. Keras's
 * `ImageDataGenerator.apply_transform`.
 */
export function applyTransform(
  image: Float32Array,
  shape: readonly [number, number, number],
  transform: Transform,
  { fill, cval }: Pick<Augmentation, 'fill' | 'cval'>,
  scratch = new Float32Array(image.length),
): void {
  scratch.set(image);
  resample(scratch, shape, mapOf(transform, shape[0], shape[1]), fill, cval, image);
  if (transform.flipHorizontal) flip(image, shape, 'horizontal');
  if (transform.flipVertical) flip(image, shape, 'vertical');
}

/** Changes images [height, width, channels] in place. The `key` says which of all draws it is. */
export type Augmenter = (image: Float32Array, key: number) => void;

export function augmenter(
  augmentation: Augmentation,
  shape: readonly [number, number, number],
  seed: number,
  name: string,
): Augmenter {
  const draws = stream(seed, name);
  const scratch = new Float32Array(shape[0] * shape[1] * shape[2]);
  const u = new Float32Array(DRAWS);
  return (image, key) => {
    draws.uniform(key * DRAWS, u);
    applyTransform(image, shape, drawnTransform(u, augmentation, shape[0], shape[1]), augmentation, scratch);
  };
}
