import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Problem, systemReason } from './problem.js';

/** [height, width, channels] */
export type ImageShape = readonly [number, number, 1 | 3];

/** True for the shape of an image that a file can hold: gray or RGB, channels last. */
export function isImageShape(shape: readonly number[]): shape is ImageShape {
  return shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}

/**
 * An image file as a model's input: values 0..1, resized by nearest neighbour to the model's height and width and
 * turned to gray or RGB, as Keras's `load_img(path, color_mode, target_size)` does with its defaults
 * (keras/src/utils/image_utils.py). Transparency is dropped, not blended; EXIF rotation and colour profiles are not applied, as there.
 */
export async function loadImage(path: string, shape: ImageShape, cwd: string): Promise<Float32Array> {
  const { default: sharp } = await import('sharp');
  let bytes: Buffer;
  try {
    bytes = await readFile(resolve(cwd, path));
  } catch (error) {
    throw new Problem(`${path}: ${systemReason(error)}`);
  }
  let decoded: { data: Buffer; info: { width: number; height: number; channels: number } };
  try {
    // Keras (Pillow) ignores colour profiles; networks were trained on such pixels.
    decoded = await sharp(bytes, { ignoreIcc: true })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw new Problem(`${path} can't be read as an image: ${systemReason(error)}`);
  }
  return fit(decoded.data, decoded.info, shape);
}

/** Nearest neighbour as Pillow's: the source pixel under the middle of the target pixel. */
export function fit(
  data: Uint8Array,
  from: { width: number; height: number; channels: number },
  [height, width, channels]: ImageShape,
): Float32Array {
  const fitted = new Float32Array(height * width * channels);
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
        fitted[to++] = luminance(red, green, blue) / 255;
      } else {
        fitted[to++] = red / 255;
        fitted[to++] = green / 255;
        fitted[to++] = blue / 255;
      }
    }
  }
  return fitted;
}

/** ITU-R 601-2 luma in Pillow's fixed-point form (`convert('L')`). */
function luminance(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** Values 0..1 as the bytes of a PNG at their own size; what lies outside is clipped. */
export async function savePng(
  values: Float32Array,
  [height, width, channels]: ImageShape,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const pixels = Uint8Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, value || 0)) * 255));
  const image = sharp(pixels, { raw: { width, height, channels } });
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}
