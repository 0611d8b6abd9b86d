/** Segments of a JPEG file that affect its pixels (ITU-T T.81, annex B). */

const START_OF_SCAN = 0xda;
const COMMENT = 0xfe;
const isApplication = (marker: number) => marker >= 0xe0 && marker <= 0xef;

/**
 * The file without application segments, except for Exif's orientation and Adobe's colour transform: decoders apply
 * others, such as gain maps, which Pillow ignores.
 */
export function stripJpegSegments(bytes: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === START_OF_SCAN || marker === 0xff) break;
    const end = at + 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 9));
    const isAdobe = marker === 0xee && name === 'Adobe';
    const isExif = marker === 0xe1 && name === 'Exif\0';
    const beside = (isApplication(marker) && marker !== 0xe0) || marker === COMMENT;
    if (!beside || isAdobe || isExif) kept.push(bytes.subarray(at, end));
    at = end;
  }
  kept.push(bytes.subarray(at));
  return Buffer.concat(kept);
}
