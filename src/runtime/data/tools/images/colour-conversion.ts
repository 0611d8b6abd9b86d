/** Conversions to RGB, in Pillow's arithmetic to the last bit (src/libImaging of Pillow). */
import type { PixelBuffer } from './resize-nearest.js';

const clampByte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** Pillow's MULDIV255: a * b / 255, rounded. */
function mulDiv255(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** Each ink is scaled by the complement of black. Convert.c, `cmyk2rgb`. */
export function cmykToRgb({ data, width, height }: PixelBuffer): PixelBuffer {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4) {
    const light = 255 - data[from + 3]!;
    for (let ink = 0; ink < 3; ink++) rgb[to++] = clampByte(light - mulDiv255(data[from + ink]!, light));
  }
  return { data: rgb, width, height, channels: 3 };
}

/** ConvertYCbCr.c has tables of these, with six fractional bits. */
const chromaTable = (factor: number) =>
  Int16Array.from({ length: 256 }, (_, value) => Math.trunc(factor * (value - 128) * 64 + 0.5));

/** JFIF's conversion, as in ConvertYCbCr.c. */
export function ycbcrToRgb({ data, width, height }: PixelBuffer): PixelBuffer {
  const [redCr, greenCb, greenCr, blueCb] = [1.402, -0.34414, -0.71414, 1.772].map(chromaTable) as [
    Int16Array,
    Int16Array,
    Int16Array,
    Int16Array,
  ];
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < rgb.length; at += 3) {
    const [y, cb, cr] = [data[at]!, data[at + 1]!, data[at + 2]!];
    rgb[at] = clampByte(y + (redCr[cr]! >> 6));
    rgb[at + 1] = clampByte(y + ((greenCb[cb]! + greenCr[cr]!) >> 6));
    rgb[at + 2] = clampByte(y + (blueCb[cb]! >> 6));
  }
  return { data: rgb, width, height, channels: 3 };
}

/** Luma alone: Pillow's gray of YCbCr. */
export function lumaOfYcbcr({ data, width, height }: PixelBuffer): PixelBuffer {
  const luma = Uint8Array.from({ length: width * height }, (_, at) => data[at * 3]!);
  return { data: luma, width, height, channels: 1 };
}
