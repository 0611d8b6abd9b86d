/** PBM, PGM and PPM files, plain and raw (netpbm.sourceforge.net/doc), with values scaled as in Pillow. */
import type { PixelBuffer } from './resize-nearest.js';

/** Maximum number of pixels; sharp's own limit. */
export const MAX_PIXELS = 0x3fff * 0x3fff;

const WHITE = /\s/;
const HASH = 0x23;

/** Reads the header: tokens between white space and comments. */
function headerReader(bytes: Uint8Array, start: number) {
  let at = start;
  const isWhite = (byte: number) => WHITE.test(String.fromCharCode(byte));
  const skip = () => {
    for (;;) {
      while (at < bytes.length && isWhite(bytes[at]!)) at += 1;
      if (bytes[at] !== HASH) return;
      while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at += 1;
    }
  };
  return {
    /** The next integer; `digits` limits its length, for numbers that need no space between them. */
    number(digits = Infinity): number {
      skip();
      let value = 0;
      let count = 0;
      while (at < bytes.length && count < digits && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) {
        value = value * 10 + bytes[at++]! - 0x30;
        count += 1;
      }
      if (count === 0) throw new Error('a number is missing');
      return value;
    },
    /** Offset of the pixels of a raw file: after a single white space. */
    body: () => at + 1,
  };
}

/** Python's `round`: ties go to the even number. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const over = value - below;
  return over > 0.5 || (over === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** @returns the pixels, and whether they were gray of more than 8 bits, of which the upper 8 are kept */
export function decodeNetpbm(bytes: Uint8Array): PixelBuffer & { deep: boolean } {
  const format = bytes[1]! - 0x30;
  const raw = format > 3;
  const bitmap = format === 1 || format === 4;
  const channels = format === 3 || format === 6 ? 3 : 1;
  const read = headerReader(bytes, 2);
  const width = read.number();
  const height = read.number();
  const most = bitmap ? 1 : read.number();
  if (width < 1 || height < 1 || width * height > MAX_PIXELS)
    throw new Error(`it says it is ${width} x ${height}`);
  if (most < 1 || most > 65_535) throw new Error(`its largest number is said to be ${most}`);
  const deep = most > 255 && channels === 1;
  const full = deep ? 65_535 : 255;
  const scaled = (value: number) => {
    const whole = most === full ? value : roundHalfEven((Math.min(value, most) / most) * full);
    return deep ? whole >> 8 : whole;
  };
  const data = new Uint8Array(width * height * channels);
  if (!raw) {
    // Each number has at least one digit, so a file that is too short is detected before it is parsed.
    if (bytes.length < data.length) throw new Error('it ends too early');
    for (let at = 0; at < data.length; at++) {
      const value = read.number(bitmap ? 1 : Infinity);
      data[at] = bitmap ? (value === 0 ? 255 : 0) : scaled(value);
    }
    return { data, width, height, channels, deep };
  }
  const body = bytes.subarray(read.body());
  if (bitmap) {
    const stride = Math.ceil(width / 8);
    if (body.length < stride * height) throw new Error('it ends too early');
    for (let at = 0; at < data.length; at++) {
      const column = at % width;
      const byte = body[Math.floor(at / width) * stride + (column >> 3)]!;
      data[at] = (byte >> (7 - (column & 7))) & 1 ? 0 : 255;
    }
    return { data, width, height, channels, deep };
  }
  const wide = most > 255;
  if (body.length < data.length * (wide ? 2 : 1)) throw new Error('it ends too early');
  for (let at = 0; at < data.length; at++) {
    data[at] = scaled(wide ? (body[2 * at]! << 8) | body[2 * at + 1]! : body[at]!);
  }
  return { data, width, height, channels, deep };
}
