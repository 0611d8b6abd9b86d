/**
 * Decodes image files to the same values as Keras's `load_img(path, color_mode, target_size)` with its defaults
 * (keras/src/utils/image_utils.py): Pillow's pixels, nearest neighbour, transparency dropped, colour profiles
 * ignored. Intended differences are listed in docs/data.md.
 */
import { readRegularFile } from '../../../../regular-file.js';
import { decodeBmp } from './bmp.js';
import { lumaOfYcbcr, cmykToRgb, ycbcrToRgb } from './colour-conversion.js';
import { cropToSquare } from './crop-to-square.js';
import { resizePixelsNearest, type ImageShape, type PixelBuffer } from './resize-nearest.js';
import { locateFirstGifFrame, fillUncovered } from './gif.js';
import { stripJpegSegments } from './jpeg.js';
import {
  DECODED_FORMATS_TEXT,
  detectImageFormat,
  DECODED_FORMATS,
  type ImageFormat,
} from './image-formats.js';
import { decodeNetpbm } from './netpbm.js';
import { isYcbcrTiff } from './tiff.js';

export interface DecodedImage {
  /** Bytes [height, width, channels]. */
  pixels: Uint8Array;
  /** Whether it was rotated according to its Exif orientation. Keras's load_img rotates TIFF files only. */
  turned: boolean;
  /** Whether it is 16-bit gray, of which the upper 8 bits are used. Keras's load_img clips them. */
  deep: boolean;
}

interface DecodedPixels extends PixelBuffer {
  turned?: boolean;
  deep?: boolean;
}

/**
 * Decode an image file, or its bytes, into the given shape. Throws Error with a short reason that continues "it can't
 * be read as an image:".
 *
 * @param crop `square`: the square in its middle is taken, so that its sides keep their proportions where the shape is one
 */
export async function decodeImage(
  file: string | Uint8Array,
  shape: ImageShape,
  { crop }: { crop?: 'square' } = {},
): Promise<DecodedImage> {
  const bytes = typeof file === 'string' ? await readRegularFile(file) : file;
  const decoded = await decodePixels(bytes, shape[2]);
  const raw = crop ? { ...decoded, ...cropToSquare(decoded) } : decoded;
  return { pixels: resizePixelsNearest(raw, shape), turned: raw.turned ?? false, deep: raw.deep ?? false };
}

async function decodePixels(bytes: Uint8Array, channels: 1 | 3): Promise<DecodedPixels> {
  const kind = detectImageFormat(bytes);
  if (kind === null || !DECODED_FORMATS.has(kind)) throw new Error(unreadableReason(kind, bytes));
  if (kind === 'netpbm') return decodeNetpbm(bytes);
  if (kind === 'bmp') return decodeBmp(bytes);
  try {
    return await decodeWithSharp(bytes, kind, channels);
  } catch (error) {
    // The library's message has further lines about how the error arose.
    throw new Error((error as Error).message.split('\n')[0]!, { cause: error });
  }
}

const UNREADABLE_FORMAT_NAMES: Partial<Record<ImageFormat, string>> = {
  heic: 'HEIC',
  jpeg2000: 'JPEG 2000',
  jxl: 'JPEG XL',
  svg: 'SVG, a drawing',
};

function unreadableReason(kind: ImageFormat | null, bytes: Uint8Array): string {
  if (bytes.length === 0) return 'it is empty';
  const what = kind === null ? 'it is of no kind that is known' : `it is ${UNREADABLE_FORMAT_NAMES[kind]}`;
  return `${what}; ${DECODED_FORMATS_TEXT} are read`;
}

async function decodeWithSharp(
  bytes: Uint8Array,
  kind: ImageFormat,
  channels: 1 | 3,
): Promise<DecodedPixels> {
  const { default: sharp } = await import('sharp');
  const jpeg = kind === 'jpeg' ? stripJpegSegments(bytes) : null;
  const frame = kind === 'gif' ? locateFirstGifFrame(bytes) : null;
  const input = jpeg ?? frame?.opaque ?? bytes;
  // Pillow ignores colour profiles, so networks trained with Keras have not seen them applied.
  const picture = sharp(input, { ignoreIcc: true });
  const { space, depth, hasAlpha, orientation = 1 } = await picture.metadata();
  const inks = space === 'cmyk';
  const upright = picture.autoOrient();
  const coloured = inks
    ? upright.pipelineColourspace('cmyk').toColourspace('cmyk')
    : upright.toColourspace('srgb').removeAlpha();
  const { data, info } = await coloured.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const raw: DecodedPixels = {
    data,
    width: info.width,
    height: info.height,
    channels: info.channels,
    turned: kind !== 'tiff' && orientation > 1,
    deep: space === 'grey16' && depth === 'ushort' && !hasAlpha,
  };
  if (inks) {
    return { ...raw, ...cmykToRgb(raw) };
  }
  if (kind === 'tiff' && info.channels === 3 && isYcbcrTiff(bytes)) {
    return { ...raw, ...(channels === 1 ? lumaOfYcbcr(raw) : ycbcrToRgb(raw)) };
  }
  if (frame) fillUncovered(frame, raw);
  return raw;
}
