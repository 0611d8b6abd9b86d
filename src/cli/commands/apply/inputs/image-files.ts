import { decodeImage, type ImageShape } from '../../../../runtime/index.js';
import { readUserFile } from '../../../read-user-file.js';
import { UserError, systemReason } from '../../../user-error.js';

/** Values 0..1 [height, width, channels], and what was done to the picture before it was resized. */
export interface LoadedImage {
  values: Float32Array;
  /** Turned upright, as its Exif orientation says. */
  turned: boolean;
}

/**
 * Reads an image file as a model's input: values 0..1, resized to the model's size, gray or RGB (see `decodeImage`).
 *
 * @param crop whether the square in its middle is taken before
 */
export async function loadImageFile(
  path: string,
  shape: ImageShape,
  cwd: string,
  crop = false,
): Promise<LoadedImage> {
  const bytes = await readUserFile(path, cwd);
  try {
    const { pixels, turned } = await decodeImage(bytes, shape, crop ? { crop: 'square' } : {});
    return { values: Float32Array.from(pixels, (value) => value / 255), turned };
  } catch (error) {
    // Libraries append what they tried on further lines.
    const [reason] = systemReason(error).split('\n');
    throw new UserError(`${path} can't be read as an image: ${reason}`, {
      hint: 'JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PBM, PGM and PPM can be read: convert it to one of them',
    });
  }
}

/** Encodes values 0..1 as a PNG of the same size; values outside are clipped. */
export async function encodeExamplePng(
  values: Float32Array,
  [height, width, channels]: ImageShape,
): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const pixels = Uint8Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, value || 0)) * 255));
  const image = sharp(pixels, { raw: { width, height, channels } });
  return (channels === 1 ? image.toColourspace('b-w') : image).png().toBuffer();
}
