/** [height, width, channels] */
export type ImageShape = readonly [number, number, 1 | 3];

/** Decoded pixels: bytes [height, width, channels]. */
export interface PixelBuffer {
  data: Uint8Array;
  width: number;
  height: number;
  /** One is gray, three are RGB; a fourth, or a second after gray, is ignored. */
  channels: number;
}

/**
 * The source pixel under the centre of each target pixel, along one axis. If the centre falls between two pixels, the
 * last bit of the accumulated sum decides: it is accumulated as in Pillow's Geometry.c (`ImagingScaleAffine`).
 */
function nearestIndices(from: number, to: number): Int32Array {
  const scale = from / to;
  const found = new Int32Array(to);
  for (let at = 0, middle = scale * 0.5; at < to; at += 1, middle += scale) {
    found[at] = Math.min(from - 1, Math.floor(middle));
  }
  return found;
}

/** Resizes pixels by nearest neighbour, and converts to gray as Pillow's `convert('L')`. */
export function resizePixelsNearest(
  { data, ...from }: PixelBuffer,
  [height, width, channels]: ImageShape,
): Uint8Array {
  const fitted = new Uint8Array(height * width * channels);
  const columns = nearestIndices(from.width, width);
  let to = 0;
  for (const row of nearestIndices(from.height, height)) {
    for (const column of columns) {
      const at = (row * from.width + column) * from.channels;
      const red = data[at]!;
      const green = from.channels >= 3 ? data[at + 1]! : red;
      const blue = from.channels >= 3 ? data[at + 2]! : red;
      if (channels === 1) {
        // ITU-R 601-2 luma in Pillow's fixed-point form.
        fitted[to++] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
      } else {
        fitted[to++] = red;
        fitted[to++] = green;
        fitted[to++] = blue;
      }
    }
  }
  return fitted;
}
