/** Parts of images: crops, and what is erased. */
import type { PartOfImage } from '../../../compiler/index.js';
import { exactPower } from './exact-power.js';

export interface Rectangle {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** Draws for each try, and tries, as torchvision has them. */
const TRIES = 10;
export const DRAWS_PER_PART = 4 * TRIES;

/** A number between two, even in its logarithm. */
const evenInLogarithm = ([from, to]: readonly [number, number], uniform: number) =>
  from * exactPower(to / from, uniform);

/**
 * A part of an image, as torchvision's RandomResizedCrop and RandomErasing draw it: area and sides, up to ten times until
 * it fits; null if none does.
 *
 * @param uniforms DRAWS_PER_PART numbers in [0, 1)
 * @param isWhole whether the part may be as high or wide as the image
 */
export function drawPart(
  { scale, ratio }: PartOfImage,
  [height, width]: readonly [number, number],
  uniforms: ArrayLike<number>,
  isWhole: boolean,
): Rectangle | null {
  for (let at = 0; at < TRIES; at++) {
    const [share, side, down, right] = [0, 1, 2, 3].map((draw) => uniforms[4 * at + draw]!) as [
      number,
      number,
      number,
      number,
    ];
    const area = height * width * (scale[0] + (scale[1] - scale[0]) * share);
    const aspect = evenInLogarithm(ratio, side);
    const w = Math.round(Math.sqrt(area * aspect));
    const h = Math.round(Math.sqrt(area / aspect));
    const fits = isWhole ? w <= width && h <= height : w < width && h < height;
    if (w < 1 || h < 1 || !fits) continue;
    return {
      width: w,
      height: h,
      top: Math.floor(down * (height - h + 1)),
      left: Math.floor(right * (width - w + 1)),
    };
  }
  return null;
}

/** The largest part in the middle whose sides are within their ratio: where no drawn part fits. */
export function middlePart({ ratio }: PartOfImage, [height, width]: readonly [number, number]): Rectangle {
  const aspect = width / height;
  const w = aspect > ratio[1] ? Math.round(height * ratio[1]) : width;
  const h = aspect < ratio[0] ? Math.round(width / ratio[0]) : height;
  return { width: w, height: h, top: Math.floor((height - h) / 2), left: Math.floor((width - w) / 2) };
}

/** A part brought to the size of the image, by linear interpolation between the middles of pixels. */
export function resizePart(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  part: Rectangle,
  out: Float32Array,
): void {
  const along = (length: number, start: number, size: number) =>
    Array.from({ length }, (_, at) => {
      const middle = Math.max(0, ((at + 0.5) * size) / length - 0.5);
      const first = Math.min(Math.floor(middle), size - 1);
      const second = Math.min(first + 1, size - 1);
      return { first: start + first, second: start + second, weight: middle - first };
    });
  const rows = along(height, part.top, part.height);
  const columns = along(width, part.left, part.width);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let channel = 0; channel < channels; channel++) {
        const pixel = (y: number, x: number) => image[(y * width + x) * channels + channel]!;
        const above =
          pixel(row.first, column.first) * (1 - column.weight) +
          pixel(row.first, column.second) * column.weight;
        const below =
          pixel(row.second, column.first) * (1 - column.weight) +
          pixel(row.second, column.second) * column.weight;
        out[at++] = above * (1 - row.weight) + below * row.weight;
      }
    }
  }
}

/** Sets a part, as far as it lies in the image. */
export function erasePart(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  { top, left, height: h, width: w }: Rectangle,
  value: number,
): void {
  const from = Math.max(0, left);
  const to = Math.min(width, left + w);
  for (let y = Math.max(0, top); y < Math.min(height, top + h); y++) {
    if (from < to) image.fill(value, (y * width + from) * channels, (y * width + to) * channels);
  }
}
