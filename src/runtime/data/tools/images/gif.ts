/**
 * The first frame of a GIF file (GIF89a) without its transparency. Pillow's RGB has the palette colour of transparent
 * pixels; decoders that composite make them black.
 */
import type { PixelBuffer } from './resize-nearest.js';

interface GifFrame {
  /** The file without transparency in its first frame. */
  opaque: Uint8Array;
  /** The area of the first frame. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** Red, green, blue of the area outside of the frame. */
  behind: readonly number[];
}

const EXTENSION = 0x21;
const CONTROL = 0xf9;
const PICTURE = 0x2c;

/** Null if the file is malformed: the decoder will report it. */
export function locateFirstGifFrame(bytes: Uint8Array): GifFrame | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const colours = (packed: number) => 3 * 2 ** ((packed & 7) + 1);
  if (bytes.length < 13) return null;
  let palette = 13;
  let at = 13 + (bytes[10]! & 0x80 ? colours(bytes[10]!) : 0);
  const opaque = bytes.slice();
  let transparent: number | null = null;
  while (at + 10 <= bytes.length) {
    if (bytes[at] === PICTURE) {
      if (bytes[at + 9]! & 0x80) palette = at + 10;
      const colour = palette + 3 * (transparent ?? 0);
      const [left, top, width, height] = [1, 3, 5, 7].map((offset) => view.getUint16(at + offset, true)) as [
        number,
        number,
        number,
        number,
      ];
      return { opaque, left, top, width, height, behind: [...bytes.subarray(colour, colour + 3)] };
    }
    if (bytes[at] !== EXTENSION) return null;
    if (bytes[at + 1] === CONTROL) {
      transparent = bytes[at + 3]! & 1 ? bytes[at + 6]! : null;
      opaque[at + 3]! &= 0xfe;
    }
    at += 2;
    while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
    at += 1;
  }
  return null;
}

/** Fills the area outside of the first frame as Pillow does. */
export function fillUncovered({ left, top, width, height, behind }: GifFrame, pixels: PixelBuffer): void {
  const { data, channels } = pixels;
  for (let y = 0, at = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++, at += channels) {
      if (x >= left && x < left + width && y >= top && y < top + height) continue;
      for (let channel = 0; channel < Math.min(3, channels); channel++)
        data[at + channel] = behind[channel] ?? 0;
    }
  }
}
