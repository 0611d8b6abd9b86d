/** [height, width, channels] */
export type ImageShape = readonly [number, number, 1 | 3];

/**
 * An image file, or its bytes, as numbers 0..255 [height, width, channels]: resized by nearest neighbour and turned to
 * gray or RGB, as Keras's `load_img(path, color_mode, target_size)` does with its defaults
 * (keras/src/utils/image_utils.py). Transparency is dropped, not blended; EXIF rotation and colour profiles are not
 * applied, as there. Throws what sharp throws.
 */
export async function decodeImage(file: string | Uint8Array, shape: ImageShape): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  // Keras (Pillow) ignores colour profiles; networks were trained on such pixels.
  const { data, info } = await sharp(file, { ignoreIcc: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return fit(data, info, shape);
}

/** Nearest neighbour as Pillow's: the source pixel under the middle of the target pixel. */
export function fit(
  data: Uint8Array,
  from: { width: number; height: number; channels: number },
  [height, width, channels]: ImageShape,
): Uint8Array {
  const fitted = new Uint8Array(height * width * channels);
  let to = 0;
  for (let y = 0; y < height; y += 1) {
    const row = Math.min(from.height - 1, Math.floor(((y + 0.5) * from.height) / height));
    for (let x = 0; x < width; x += 1) {
      const column = Math.min(from.width - 1, Math.floor(((x + 0.5) * from.width) / width));
      const at = (row * from.width + column) * from.channels;
      const red = data[at]!;
      const green = from.channels >= 3 ? data[at + 1]! : red;
      const blue = from.channels >= 3 ? data[at + 2]! : red;
      if (channels === 1) {
        // ITU-R 601-2 luma in Pillow's fixed-point form (`convert('L')`).
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
