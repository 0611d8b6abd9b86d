/** Other colours to RGB, in Pillow's arithmetic to the last bit (src/libImaging of Pillow). */
import type { Pixels } from './fit.js';

const clip = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** Pillow's MULDIV255: a * b / 255, rounded. */
function share(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** Each ink takes its share of what black leaves. Convert.c, `cmyk2rgb`. */
export function rgbOfCmyk({ data, width, height }: Pixels): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4) {
    const light = 255 - data[from + 3]!;
    for (let ink = 0; ink < 3; ink++) rgb[to++] = clip(light - share(data[from + ink]!, light));
  }
  return { data: rgb, width, height, channels: 3 };
}

/** ConvertYCbCr.c holds tables of these, with six bits behind the point. */
const table = (factor: number) =>
  Int16Array.from({ length: 256 }, (_, value) => Math.trunc(factor * (value - 128) * 64 + 0.5));

/** JFIF's conversion, as ConvertYCbCr.c makes it. */
export function rgbOfYcbcr({ data, width, height }: Pixels): Pixels {
  const [redCr, greenCb, greenCr, blueCb] = [1.402, -0.34414, -0.71414, 1.772].map(table) as [
    Int16Array,
    Int16Array,
    Int16Array,
    Int16Array,
  ];
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < rgb.length; at += 3) {
    const [y, cb, cr] = [data[at]!, data[at + 1]!, data[at + 2]!];
    rgb[at] = clip(y + (redCr[cr]! >> 6));
    rgb[at + 1] = clip(y + ((greenCb[cb]! + greenCr[cr]!) >> 6));
    rgb[at + 2] = clip(y + (blueCb[cb]! >> 6));
  }
  return { data: rgb, width, height, channels: 3 };
}

/** Luma alone: Pillow's gray of YCbCr. */
export function lumaOf({ data, width, height }: Pixels): Pixels {
  const luma = Uint8Array.from({ length: width * height }, (_, at) => data[at * 3]!);
  return { data: luma, width, height, channels: 1 };
}
