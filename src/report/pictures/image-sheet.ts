import { createCanvas, drawImage } from '../canvas.js';
import type { ImageSheet } from '../data/index.js';

/** Images of one shape, concatenated, values 0..1: [count, height, width, 1 or 3]. */
export interface ImageBatch {
  shape: readonly number[];
  data: Float32Array;
}

/** Colour photographs above this size are kept with loss. */
const LOSSLESS_SIDE = 32;

/** Puts the first images of a batch into one picture, about as wide as high. */
export async function imageSheet({ shape, data }: ImageBatch, limit = Infinity): Promise<ImageSheet> {
  const [all = 0, height = 1, width = 1, channels = 1] = shape;
  if (channels !== 1 && channels !== 3) throw new Error(`[${shape.join(', ')}] are no images`);
  const count = Math.min(all, limit);
  const columns = Math.max(1, Math.ceil(Math.sqrt((count * height) / width)));
  const canvas = createCanvas(
    columns * width,
    Math.max(1, Math.ceil(count / columns)) * height,
    [255, 255, 255],
  );
  for (let at = 0; at < count; at += 1) {
    const image = { height, width, channels, data, offset: at * height * width * channels } as const;
    drawImage(canvas, image, (at % columns) * width, Math.floor(at / columns) * height, 1);
  }
  const { default: sharp } = await import('sharp');
  const raw = sharp(canvas.data, { raw: { width: canvas.width, height: canvas.height, channels: 3 } });
  const lossy = channels === 3 && Math.max(height, width) > LOSSLESS_SIDE;
  const bytes = lossy
    ? await raw.jpeg({ quality: 85 }).toBuffer()
    : await raw.png({ compressionLevel: 9, palette: channels === 1 }).toBuffer();
  const url = `data:image/${lossy ? 'jpeg' : 'png'};base64,${bytes.toString('base64')}`;
  return { url, width, height, columns, count };
}
