import type { Augmentation } from '../../../compiler/index.js';
import type { AffineMap } from './image-transform.js';

export type FillMode = Augmentation['fill'];

/** Outside of the image: filled with `cval`. */
const OUTSIDE = -1;

/**
 * Maps a coordinate outside of the image according to the fill mode, as scipy.ndimage does (`map_coordinate` in
 * ni_interpolation.c): `reflect` mirrors at the pixels' outer edge and may give up to half a pixel outside; `wrap`
 * has the period n - 1.
 */
function mapCoordinate(at: number, n: number, fill: FillMode): number {
  if (at >= 0 && at <= n - 1) return at;
  if (fill === 'constant') return OUTSIDE;
  if (fill === 'nearest' || n === 1) return at < 0 ? 0 : n - 1;
  if (fill === 'wrap') {
    const period = n - 1;
    return at < 0 ? at + period * (Math.floor(-at / period) + 1) : at - period * Math.floor(at / period);
  }
  const twice = 2 * n;
  const left = at - Math.floor(at / twice) * twice;
  return left < n ? left : twice - 1 - left;
}

/** Index of a neighbour pixel; one beyond the edge counts only for `reflect`, where it equals the last. */
const clampIndex = (index: number, n: number) => (index < 0 ? 0 : index >= n ? n - 1 : index);

/**
 * Linear interpolation of `image` [height, width, channels] at the mapped coordinates, as
 * scipy.ndimage.affine_transform with order 1: in doubles, rounded to float32 at the end.
 */
export function resampleAffine(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  map: AffineMap,
  fill: FillMode,
  cval: number,
  out: Float32Array,
): void {
  const { a, b, left, c, d, top } = map;
  let at = 0;
  for (let row = 0; row < height; row++) {
    const rowX = left + b * row;
    const rowY = top + d * row;
    for (let column = 0; column < width; column++) {
      let x = rowX + a * column;
      let y = rowY + c * column;
      if (!(x >= 0 && x <= width - 1 && y >= 0 && y <= height - 1)) {
        x = mapCoordinate(x, width, fill);
        y = mapCoordinate(y, height, fill);
        if (fill === 'constant' && (x === OUTSIDE || y === OUTSIDE)) {
          for (let channel = 0; channel < channels; channel++) out[at++] = cval;
          continue;
        }
      }
      const x0 = Math.floor(x);
      const y0 = Math.floor(y);
      const wx = x - x0;
      const wy = y - y0;
      const above = clampIndex(y0, height) * width;
      const below = clampIndex(y0 + 1, height) * width;
      const west = clampIndex(x0, width);
      const east = clampIndex(x0 + 1, width);
      let nw = (above + west) * channels;
      let ne = (above + east) * channels;
      let sw = (below + west) * channels;
      let se = (below + east) * channels;
      for (let channel = 0; channel < channels; channel++) {
        out[at++] =
          image[nw++]! * (1 - wy) * (1 - wx) +
          image[ne++]! * (1 - wy) * wx +
          image[sw++]! * wy * (1 - wx) +
          image[se++]! * wy * wx;
      }
    }
  }
}

/** Mirror an image in place. */
export function flipImage(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  direction: 'horizontal' | 'vertical',
): void {
  const rows = direction === 'vertical' ? Math.floor(height / 2) : height;
  const columns = direction === 'horizontal' ? Math.floor(width / 2) : width;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const otherRow = direction === 'vertical' ? height - 1 - row : row;
      const otherColumn = direction === 'horizontal' ? width - 1 - column : column;
      let one = (row * width + column) * channels;
      let other = (otherRow * width + otherColumn) * channels;
      for (let channel = 0; channel < channels; channel++, one++, other++) {
        const held = image[one]!;
        image[one] = image[other]!;
        image[other] = held;
      }
    }
  }
}
