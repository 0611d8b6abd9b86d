import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fit, loadImage } from '../../src/cli/images.js';

describe('fit', () => {
  it('takes the pixel under the middle of each new pixel, as Pillow does', () => {
    // Image.fromarray(arange(10) as one row).resize((4, 1), NEAREST) gives 1, 3, 6, 8.
    const row = Uint8Array.from({ length: 10 }, (_, at) => at);
    const fitted = fit(row, { width: 10, height: 1, channels: 1 }, [1, 4, 1]);
    expect([...fitted].map((value) => Math.round(value * 255))).toEqual([1, 3, 6, 8]);
  });

  it('changes nothing where the size is right', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (pixels) => {
        const fitted = fit(pixels, { width: 2, height: 2, channels: 3 }, [2, 2, 3]);
        expect([...fitted].map((value) => Math.round(value * 255))).toEqual([...pixels]);
      }),
    );
  });

  it('makes gray of colours as Pillow does', () => {
    // Image.new('RGB', (1, 1), colour).convert('L')
    const gray = (colour: number[]): number =>
      Math.round(fit(Uint8Array.from(colour), { width: 1, height: 1, channels: 3 }, [1, 1, 1])[0]! * 255);
    expect([gray([255, 0, 0]), gray([0, 255, 0]), gray([0, 0, 255]), gray([255, 255, 255])]).toEqual([
      76, 150, 29, 255,
    ]);
  });

  it('gives three channels to gray images', () => {
    const fitted = fit(Uint8Array.of(51), { width: 1, height: 1, channels: 1 }, [1, 1, 3]);
    expect([...fitted]).toEqual(Array(3).fill(Math.fround(0.2)));
  });
});

describe('loadImage', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lagraph-images-'));
    const red = {
      create: { width: 6, height: 4, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
    } as const;
    await sharp(red).png().toFile(join(folder, 'red.png'));
    await sharp(Buffer.alloc(8 * 8, 102), { raw: { width: 8, height: 8, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(join(folder, 'gray.png'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('drops transparency without blending', async () => {
    const image = await loadImage('red.png', [2, 2, 3], folder);
    expect([...image]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]);
  });

  it('reads gray files into either kind of input', async () => {
    expect([...(await loadImage('gray.png', [1, 1, 1], folder))]).toEqual([Math.fround(0.4)]);
    expect([...(await loadImage('gray.png', [1, 1, 3], folder))]).toEqual(Array(3).fill(Math.fround(0.4)));
  });

  it('says what is wrong with a file', async () => {
    await expect(loadImage('none.png', [1, 1, 1], folder)).rejects.toThrow('none.png: no such file');
    await expect(loadImage('.', [1, 1, 1], folder)).rejects.toThrow('.: it is a directory');
  });
});
