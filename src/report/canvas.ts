/** A picture being made: 8-bit RGB, row by row. */
export interface Canvas {
  width: number;
  height: number;
  data: Uint8Array;
}

export type Colour = readonly [red: number, green: number, blue: number];

export function canvas(width: number, height: number, background: Colour): Canvas {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at += 3) data.set(background, at);
  return { width, height, data };
}

export function fill(
  on: Canvas,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: Colour,
): void {
  const right = Math.min(on.width, left + width);
  const bottom = Math.min(on.height, top + height);
  for (let y = Math.max(0, top); y < bottom; y += 1) {
    for (let x = Math.max(0, left); x < right; x += 1) on.data.set(colour, (y * on.width + x) * 3);
  }
}

/** One example's image: values 0..1 (others are clipped), channels last, one or three channels. */
export interface Pixels {
  height: number;
  width: number;
  channels: 1 | 3;
  data: ArrayLike<number>;
  /** Where in `data` the image starts. */
  offset: number;
}

/** Puts an image down, each of its pixels as a square of `scale` by `scale`: no smoothing, a pixel is what the model said. */
export function draw(on: Canvas, image: Pixels, left: number, top: number, scale: number): void {
  for (let y = 0; y < image.height; y += 1) {
    for (let x = 0; x < image.width; x += 1) {
      const at = image.offset + (y * image.width + x) * image.channels;
      const red = eightBit(image.data[at]!);
      const colour: Colour =
        image.channels === 1
          ? [red, red, red]
          : [red, eightBit(image.data[at + 1]!), eightBit(image.data[at + 2]!)];
      fill(on, left + x * scale, top + y * scale, scale, scale, colour);
    }
  }
}

function eightBit(value: number): number {
  return Math.round(Math.min(1, Math.max(0, Number.isNaN(value) ? 0 : value)) * 255);
}

/** The canvas as the bytes of a PNG file. */
export async function toPng(picture: Canvas): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(picture.data, { raw: { width: picture.width, height: picture.height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
