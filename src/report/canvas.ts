/** An 8-bit RGB image being drawn, in row-major order. */
export interface RgbCanvas {
  width: number;
  height: number;
  data: Uint8Array;
}

export type RgbColour = readonly [red: number, green: number, blue: number];

export function createCanvas(width: number, height: number, background: RgbColour): RgbCanvas {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at += 3) data.set(background, at);
  return { width, height, data };
}

export function fillRectangle(
  target: RgbCanvas,
  left: number,
  top: number,
  width: number,
  height: number,
  colour: RgbColour,
): void {
  const right = Math.min(target.width, left + width);
  const bottom = Math.min(target.height, top + height);
  for (let y = Math.max(0, top); y < bottom; y += 1) {
    for (let x = Math.max(0, left); x < right; x += 1) target.data.set(colour, (y * target.width + x) * 3);
  }
}

/** The image of one example: values 0..1 (values outside are clipped), channels last, one or three channels. */
export interface ImagePixels {
  height: number;
  width: number;
  channels: 1 | 3;
  data: ArrayLike<number>;
  /** Index in `data` of the image's first value. */
  offset: number;
}

/** Draws an image enlarged by an integer factor, nearest neighbour: pixels are shown as the model computed them. */
export function drawImage(
  target: RgbCanvas,
  image: ImagePixels,
  left: number,
  top: number,
  scale: number,
): void {
  for (let y = 0; y < image.height; y += 1) {
    for (let x = 0; x < image.width; x += 1) {
      const at = image.offset + (y * image.width + x) * image.channels;
      const red = toByte(image.data[at]!);
      const colour: RgbColour =
        image.channels === 1
          ? [red, red, red]
          : [red, toByte(image.data[at + 1]!), toByte(image.data[at + 2]!)];
      fillRectangle(target, left + x * scale, top + y * scale, scale, scale, colour);
    }
  }
}

function toByte(value: number): number {
  return Math.round(Math.min(1, Math.max(0, Number.isNaN(value) ? 0 : value)) * 255);
}

/** Encodes the canvas as a PNG file. */
export async function encodeCanvasPng(canvas: RgbCanvas): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  return sharp(canvas.data, { raw: { width: canvas.width, height: canvas.height, channels: 3 } })
    .png({ compressionLevel: 9 })
    .toBuffer();
}
