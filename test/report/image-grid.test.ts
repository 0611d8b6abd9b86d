import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageGridPng, type ImageGridRow } from '../../src/report/index.js';

/** `count` images of a single value each, so that a pixel identifies its example. */
function plainImages(
  count: number,
  shape: [number, number, number],
  value: (at: number) => number,
): ImageGridRow {
  const size = shape[0] * shape[1] * shape[2];
  const data = new Float32Array(count * size);
  for (let at = 0; at < count; at += 1) data.fill(value(at), at * size, (at + 1) * size);
  return { shape, data };
}

async function pixels(png: Uint8Array): Promise<{
  width: number;
  height: number;
  at(x: number, y: number): number[];
}> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    at: (x, y) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)],
  };
}

describe('imageGridPng', () => {
  const above = plainImages(4, [64, 64, 3], (at) => at / 10);
  const below = plainImages(4, [28, 28, 1], (at) => 0.5 + at / 10);

  it('stands the rows of an example in one column, examples from left to right', async () => {
    const picture = await pixels(await imageGridPng([above, below], { simulated: false, columns: 4 }));
    // Margin 16, cells 64 wide with 4 between them; the second row starts below 64 + 4.
    for (let at = 0; at < 4; at += 1) {
      const x = 16 + at * 68 + 32;
      expect(picture.at(x, 16 + 32)).toEqual(Array(3).fill(Math.round((at / 10) * 255)));
      expect(picture.at(x, 16 + 68 + 28)).toEqual(
        Array(3).fill(Math.round(Math.fround(0.5 + at / 10) * 255)),
      );
    }
    expect(picture.width).toBe(16 * 2 + 4 * 68 - 4);
  });

  it('starts all rows again in a band below when the examples do not fit', async () => {
    const picture = await pixels(await imageGridPng([above, below], { simulated: false, columns: 2 }));
    const band = 64 + 4 + 56 + 16;
    expect(picture.at(16 + 32, 16 + band + 32)).toEqual(Array(3).fill(51));
    expect(picture.at(16 + 68 + 32, 16 + band + 32)).toEqual(Array(3).fill(77));
  });

  it('enlarges small images without smoothing', async () => {
    const data = Float32Array.from({ length: 28 * 28 }, (_, at) => at % 2);
    const picture = await pixels(await imageGridPng([{ shape: [28, 28, 1], data }], { simulated: false }));
    const row = Array.from({ length: 8 }, (_, x) => picture.at(16 + x, 16)[0]);
    expect(row).toEqual([0, 0, 255, 255, 0, 0, 255, 255]);
  });

  it('clips what is not in 0..1 and shows NaN as black', async () => {
    const row: ImageGridRow = { shape: [1, 3, 1], data: Float32Array.of(-4, 7, Number.NaN) };
    const picture = await pixels(await imageGridPng([row], { simulated: false }));
    const scale = Math.round(56 / 3);
    expect([0, 1, 2].map((at) => picture.at(16 + at * scale, 16)[0])).toEqual([0, 255, 0]);
  });

  it('says across the top that the data was simulated', async () => {
    const honest = await pixels(await imageGridPng([above], { simulated: true, columns: 4 }));
    const real = await pixels(await imageGridPng([above], { simulated: false, columns: 4 }));
    expect(honest.at(2, 2)).toEqual([200, 30, 30]);
    expect(real.at(2, 2)).toEqual([255, 255, 255]);
    expect(honest.height).toBeGreaterThan(real.height);
  });

  it('refuses rows that do not belong together', async () => {
    const short = plainImages(3, [28, 28, 1], () => 0);
    await expect(imageGridPng([above, short], { simulated: false })).rejects.toThrow('same number');
    await expect(
      imageGridPng([{ shape: [10], data: new Float32Array(10) }], { simulated: false }),
    ).rejects.toThrow('not the shape of an image');
  });
});
