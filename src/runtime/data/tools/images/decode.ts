/**
 * Image files as numbers, the same that Keras's `load_img(path, color_mode, target_size)` gives with its defaults
 * (keras/src/utils/image_utils.py): Pillow's pixels, nearest neighbour, transparency dropped, colour profiles ignored.
 * What differs on purpose is in docs/data.md.
 */
import { readRegular } from '../../../../regular-file.js';
import { decodeBmp } from './bmp.js';
import { lumaOf, rgbOfCmyk, rgbOfYcbcr } from './colours.js';
import { fit, type ImageShape, type Pixels } from './fit.js';
import { firstFrame, paintBehind } from './gif.js';
import { bareJpeg } from './jpeg.js';
import { KINDS_READ, kindOf, READ, type Kind } from './kinds.js';
import { decodeNetpbm } from './netpbm.js';
import { holdsYcbcr } from './tiff.js';

export interface DecodedImage {
  /** Bytes [height, width, channels]. */
  pixels: Uint8Array;
  /** Whether it was turned upright, as its Exif orientation says. Keras's load_img turns TIFF files alone. */
  turned: boolean;
  /** Whether it is gray of 16 bits, of which the upper 8 are taken. Keras's load_img clips them. */
  deep: boolean;
}

interface Raw extends Pixels {
  turned?: boolean;
  deep?: boolean;
}

/**
 * An image file, or its bytes, in the given shape. Throws Error with the reason in a few words, which goes on from "it
 * can't be read as an image:".
 */
export async function decodeImage(file: string | Uint8Array, shape: ImageShape): Promise<DecodedImage> {
  const bytes = typeof file === 'string' ? await readRegular(file) : file;
  const raw = await rawPixels(bytes, shape[2]);
  return { pixels: fit(raw, shape), turned: raw.turned ?? false, deep: raw.deep ?? false };
}

async function rawPixels(bytes: Uint8Array, channels: 1 | 3): Promise<Raw> {
  const kind = kindOf(bytes);
  if (kind === null || !READ.has(kind)) throw new Error(unread(kind, bytes));
  if (kind === 'netpbm') return decodeNetpbm(bytes);
  if (kind === 'bmp') return decodeBmp(bytes);
  try {
    return await bySharp(bytes, kind, channels);
  } catch (error) {
    // The library tells how it came to it as well, line by line.
    throw new Error((error as Error).message.split('\n')[0]!, { cause: error });
  }
}

const NAMES: Partial<Record<Kind, string>> = {
  heic: 'HEIC',
  jpeg2000: 'JPEG 2000',
  jxl: 'JPEG XL',
  svg: 'SVG, a drawing',
};

function unread(kind: Kind | null, bytes: Uint8Array): string {
  if (bytes.length === 0) return 'it is empty';
  const what = kind === null ? 'it is of no kind that is known' : `it is ${NAMES[kind]}`;
  return `${what}; ${KINDS_READ} are read`;
}

async function bySharp(bytes: Uint8Array, kind: Kind, channels: 1 | 3): Promise<Raw> {
  const { default: sharp } = await import('sharp');
  const jpeg = kind === 'jpeg' ? bareJpeg(bytes) : null;
  const frame = kind === 'gif' ? firstFrame(bytes) : null;
  const input = jpeg ?? frame?.opaque ?? bytes;
  // Networks that Keras trained have seen no colour profile: Pillow ignores them.
  const picture = sharp(input, { ignoreIcc: true });
  const { space, depth, hasAlpha, orientation = 1 } = await picture.metadata();
  const inks = space === 'cmyk';
  const upright = picture.autoOrient();
  const coloured = inks
    ? upright.pipelineColourspace('cmyk').toColourspace('cmyk')
    : upright.toColourspace('srgb').removeAlpha();
  const { data, info } = await coloured.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const raw: Raw = {
    data,
    width: info.width,
    height: info.height,
    channels: info.channels,
    turned: kind !== 'tiff' && orientation > 1,
    deep: space === 'grey16' && depth === 'ushort' && !hasAlpha,
  };
  if (inks) {
    return { ...raw, ...rgbOfCmyk(raw) };
  }
  if (kind === 'tiff' && info.channels === 3 && holdsYcbcr(bytes)) {
    return { ...raw, ...(channels === 1 ? lumaOf(raw) : rgbOfYcbcr(raw)) };
  }
  if (frame) paintBehind(frame, raw);
  return raw;
}
