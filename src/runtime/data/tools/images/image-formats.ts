/** The format of an image file by its first bytes, independent of its name. */
export type ImageFormat =
  'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'avif' | 'bmp' | 'netpbm' | 'heic' | 'jpeg2000' | 'jxl' | 'svg';

/** Formats that are decoded. */
export const DECODED_FORMATS: ReadonlySet<ImageFormat> = new Set<ImageFormat>([
  'jpeg',
  'png',
  'gif',
  'webp',
  'tiff',
  'avif',
  'bmp',
  'netpbm',
]);

/** For messages: the formats that are decoded. */
export const DECODED_FORMATS_TEXT = 'JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PBM, PGM and PPM';

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Brands of the containers that AVIF and HEIC share (ISO/IEC 23000-12 and the AVIF specification). */
function isoContainerFormat(bytes: Uint8Array): ImageFormat | null {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const brands: string[] = [ascii(bytes, 8, 12)];
  for (let at = 16; at + 4 <= Math.min(size, bytes.length, 256); at += 4)
    brands.push(ascii(bytes, at, at + 4));
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  return brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? 'heic' : null;
}

export function detectImageFormat(bytes: Uint8Array): ImageFormat | null {
  const head = ascii(bytes, 0, 16);
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'tiff';
  if (head.slice(4, 8) === 'ftyp') return isoContainerFormat(bytes);
  if (head.startsWith('BM') && bytes.length >= 26) return 'bmp';
  if (/^P[1-6][\s#]/.test(head)) return 'netpbm';
  if (head.startsWith('\xff\x4f\xff\x51') || head.slice(4, 8) === 'jP  ') return 'jpeg2000';
  if (head.startsWith('\xff\x0a') || head.slice(4, 8) === 'JXL ') return 'jxl';
  if (/^\s*<(\?xml|svg)/.test(head)) return 'svg';
  return null;
}
