import type { Augmentation } from '../../../compiler/index.js';
import { sinCos } from './sin-cos.js';

/** The random transform of one image. */
export interface ImageTransform {
  /** Degrees. */
  rotate: number;
  /** Shift in pixels: right (columns) and down (rows). */
  shiftX: number;
  shiftY: number;
  /** Degrees. */
  shear: number;
  /** Zoom factors, horizontal and vertical; above 1 shrinks the content. */
  zoomX: number;
  zoomY: number;
  flipHorizontal: boolean;
  flipVertical: boolean;
}

/** Number of uniform draws per transform. */
export const DRAWS_PER_TRANSFORM = 8;

/**
 * A transform from DRAWS uniform numbers in [0, 1), distributed as Keras's `ImageDataGenerator.get_random_transform`
 * (keras/src/legacy/preprocessing/image.py) draws it: everything uniform in its range, both zoom factors independently,
 * each flip with probability 1/2. Shifts are fractions of the side. The order of the numbers: rotation, shift down,
 * shift right, shear, zoom across, zoom down, horizontal flip, vertical flip; each has its place whether it is used or
 * not, so changing one range leaves the other draws as they were.
 *
 * There Keras calls the shift that it draws from `height_shift_range` `tx`, and moves columns by it. Here `shift`'s
 * first number moves rows, as its name says; the two differ only where shifts or sides are not equal.
 */
export function transformFromUniforms(
  uniforms: ArrayLike<number>,
  augmentation: Augmentation,
  height: number,
  width: number,
): ImageTransform {
  const { rotate, shift, shear, zoom, flip } = augmentation;
  const between = (at: number, from: number, to: number) => from + (to - from) * uniforms[at]!;
  return {
    rotate: between(0, -rotate, rotate),
    shiftY: between(1, -shift[0], shift[0]) * height,
    shiftX: between(2, -shift[1], shift[1]) * width,
    shear: between(3, -shear, shear),
    zoomX: between(4, zoom[0], zoom[1]),
    zoomY: between(5, zoom[0], zoom[1]),
    flipHorizontal: flip.horizontal && uniforms[6]! < 0.5,
    flipVertical: flip.vertical && uniforms[7]! < 0.5,
  };
}

/** Source coordinates of the pixel at (column x, row y) of the result: column a x + b y + left, row c x + d y + top. */
export interface AffineMap {
  a: number;
  b: number;
  left: number;
  c: number;
  d: number;
  top: number;
}

/**
 * Keras's `apply_affine_transform`: rotation, then shift, shear and zoom, multiplied in this order, about the image's
 * centre. (For images that are not square Keras exchanges the centre's coordinates; here the centre is the centre.)
 */
export function affineMapOf(transform: ImageTransform, height: number, width: number): AffineMap {
  const { sin, cos } = sinCos(transform.rotate);
  const shear = sinCos(transform.shear);
  const { shiftX: right, shiftY: down, zoomX: across, zoomY: upright } = transform;
  const a = cos * across;
  const b = (-cos * shear.sin - sin * shear.cos) * upright;
  const c = sin * across;
  const d = (-sin * shear.sin + cos * shear.cos) * upright;
  const x = width / 2 - 0.5;
  const y = height / 2 - 0.5;
  return {
    a,
    b,
    left: cos * right - sin * down + x - a * x - b * y,
    c,
    d,
    top: sin * right + cos * down + y - c * x - d * y,
  };
}
