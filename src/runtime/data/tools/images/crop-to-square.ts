import type { PixelBuffer } from './resize-nearest.js';

/** The square in the middle of a picture, as wide as its shorter side. */
export function cropToSquare({ data, width, height, channels }: PixelBuffer): PixelBuffer {
  const side = Math.min(width, height);
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  if (width === height) return { data, width, height, channels };
  const square = new Uint8Array(side * side * channels);
  for (let row = 0; row < side; row += 1) {
    const from = ((top + row) * width + left) * channels;
    square.set(data.subarray(from, from + side * channels), row * side * channels);
  }
  return { data: square, width: side, height: side, channels };
}
