/** Windows and OS/2 bitmaps: palettes, 16, 24 and 32 bits, run-length encoding (Microsoft's "Bitmap Storage"). */
import type { PixelBuffer } from './resize-nearest.js';
import { MAX_PIXELS } from './netpbm.js';

const NONE = 0;
const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = 3;

interface Header {
  width: number;
  height: number;
  /** Whether the first row of the file is the top one. */
  topDown: boolean;
  bits: number;
  compression: number;
  /** Offset of the pixels. */
  start: number;
  /** Red, green, blue of each palette entry; missing colours are black. */
  palette: Uint8Array;
  /** Bit masks of red, green and blue, for pixels of 16 or 32 bits. */
  masks: [number, number, number];
}

function headerOf(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint32(14, true);
  const old = size === 12;
  if (!old && (size < 40 || size > 124)) throw new Error(`its header is of an unknown kind (${size} bytes)`);
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true);
  const signed = old ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signed);
  const bits = view.getUint16(old ? 24 : 28, true);
  const compression = old ? NONE : view.getUint32(30, true);
  if (width < 1 || height < 1 || width * height > MAX_PIXELS)
    throw new Error(`it says it is ${width} x ${height}`);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`it has ${bits} bits a pixel`);
  if (compression > BITFIELDS) throw new Error(`its compression (${compression}) is not read`);

  const fields = compression === BITFIELDS;
  const masks: Header['masks'] = fields
    ? [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)]
    : bits === 16
      ? [0x7c00, 0x3e0, 0x1f]
      : [0xff0000, 0xff00, 0xff];
  const entry = old ? 3 : 4;
  const said = old || bits > 8 ? 0 : view.getUint32(46, true);
  const colours = bits > 8 ? 0 : Math.min(256, said || 2 ** bits);
  const at = 14 + size + (fields && size === 40 ? 12 : 0);
  const palette = new Uint8Array(256 * 3);
  for (let colour = 0; colour < colours && at + colour * entry + 2 < bytes.length; colour++) {
    const from = at + colour * entry;
    for (let channel = 0; channel < 3; channel++) palette[colour * 3 + channel] = bytes[from + 2 - channel]!;
  }
  const start = view.getUint32(10, true);
  return { width, height, topDown: signed < 0, bits, compression, start, palette, masks };
}

/** A channel's byte in a pixel of 16 or 32 bits; Pillow's BGR;16 and BGR;15. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  return (pixel) => Math.floor((((pixel & mask) >>> shift) * 255) / most);
}

/** Palette indices, [height, width] in the order of the file, decoded from runs (pairs of a count and a value). */
function decodeRunLengths(bytes: Uint8Array, { width, height, start, compression }: Header): Uint8Array {
  const indices = new Uint8Array(width * height);
  const half = compression === RLE4;
  let at = start;
  let column = 0;
  let row = 0;
  const put = (value: number) => {
    if (column < width && row < height) indices[row * width + column] = value;
    column += 1;
  };
  const nibble = (byte: number, place: number) => (place % 2 === 0 ? byte >> 4 : byte & 15);
  while (at + 1 < bytes.length && row < height) {
    const count = bytes[at++]!;
    const value = bytes[at++]!;
    if (count > 0) {
      for (let i = 0; i < count; i++) put(half ? nibble(value, i) : value);
    } else if (value === 0) {
      column = 0;
      row += 1;
    } else if (value === 1) {
      return indices;
    } else if (value === 2) {
      column += bytes[at] ?? 0;
      row += bytes[at + 1] ?? 0;
      at += 2;
    } else {
      const length = half ? Math.ceil(value / 2) : value;
      for (let i = 0; i < value; i++) {
        const byte = bytes[at + (half ? i >> 1 : i)] ?? 0;
        put(half ? nibble(byte, i) : byte);
      }
      at += length + (length % 2);
    }
  }
  return indices;
}

/** Uncompressed palette indices, in rows padded to four bytes. */
function unpackPaletteIndices(
  bytes: Uint8Array,
  { width, height, start, bits }: Header,
  stride: number,
): Uint8Array {
  const indices = new Uint8Array(width * height);
  const each = 8 / bits;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const byte = bytes[start + row * stride + Math.floor(column / each)]!;
      indices[row * width + column] = (byte >> (8 - bits * ((column % each) + 1))) & (2 ** bits - 1);
    }
  }
  return indices;
}

export function decodeBmp(bytes: Uint8Array): PixelBuffer {
  const header = headerOf(bytes);
  const { width, height, bits, compression, start, palette, masks } = header;
  const runs = compression === RLE8 || compression === RLE4;
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (!runs && bytes.length < start + stride * (height - 1) + Math.ceil((width * bits) / 8)) {
    throw new Error('it ends too early');
  }
  const data = new Uint8Array(width * height * 3);
  const rowOf = (row: number) => (header.topDown ? row : height - 1 - row);
  if (bits <= 8) {
    const indices = runs ? decodeRunLengths(bytes, header) : unpackPaletteIndices(bytes, header, stride);
    for (let at = 0, to = 0; at < indices.length; at++) {
      if (at % width === 0) to = rowOf(at / width) * width * 3;
      const colour = indices[at]! * 3;
      for (let channel = 0; channel < 3; channel++) data[to++] = palette[colour + channel]!;
    }
    return { data, width, height, channels: 3 };
  }
  const channels = masks.map(channelOf);
  const each = bits / 8;
  for (let row = 0; row < height; row++) {
    let to = rowOf(row) * width * 3;
    for (let column = 0; column < width; column++) {
      const from = start + row * stride + column * each;
      let pixel = 0;
      for (let byte = 0; byte < each; byte++) pixel |= bytes[from + byte]! << (8 * byte);
      for (const channel of channels) data[to++] = channel(pixel);
    }
  }
  return { data, width, height, channels: 3 };
}
