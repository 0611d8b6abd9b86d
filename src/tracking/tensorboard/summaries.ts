import type { SummaryValue } from './event-file.js';

export const scalar = (tag: string, value: number): SummaryValue => ({ tag, simple_value: value });

/** Channels, as TensorFlow numbers colour spaces. */
type ColourSpace = 1 | 2 | 3 | 4;

/** A picture of a file format that browsers show, as it is. */
export async function image(tag: string, bytes: Uint8Array): Promise<SummaryValue> {
  const { default: sharp } = await import('sharp');
  const { width, height, channels } = await sharp(bytes).metadata();
  return {
    tag,
    image: { width, height, colorspace: channels as ColourSpace, encoded_image_string: bytes },
  };
}

const BUCKETS = 30;

/** How numbers are distributed, in buckets of one width; what is not finite is left out. Undefined of no numbers. */
export function histogram(tag: string, numbers: ArrayLike<number>): SummaryValue | undefined {
  let [num, sum, squares, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (let i = 0; i < numbers.length; i += 1) {
    const value = numbers[i]!;
    if (!Number.isFinite(value)) continue;
    num += 1;
    sum += value;
    squares += value * value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (num === 0) return undefined;
  const width = (max - min) / BUCKETS;
  const bucket = new Array<number>(width > 0 ? BUCKETS : 1).fill(0);
  for (let i = 0; i < numbers.length; i += 1) {
    const value = numbers[i]!;
    if (!Number.isFinite(value)) continue;
    const at = width > 0 ? Math.floor((value - min) / width) : 0;
    bucket[Math.min(at, bucket.length - 1)]! += 1;
  }
  // A bucket ends below its limit, and the last one holds the greatest number.
  const end = max + Math.max(Math.abs(max) * 1e-9, 1e-300);
  const bucket_limit = bucket.map((_, at) => (at === bucket.length - 1 ? end : min + width * (at + 1)));
  return { tag, histo: { min, max, num, sum, sum_squares: squares, bucket_limit, bucket } };
}
