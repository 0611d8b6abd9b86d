import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { SourceUnavailableError, sourceTools } from '../../../../src/runtime/data/tools/index.js';
import { emptyFolder } from './temporary-folder.js';

const folder = emptyFolder();
const { image } = sourceTools({}, undefined, () => undefined);

const raw = (data: number[] | Uint8Array, width: number, height: number, channels: 1 | 2 | 3 | 4) =>
  sharp(Uint8Array.from(data), { raw: { width, height, channels } });

describe('images', () => {
  it('come as bytes, row by row', async () => {
    const pixels = Array.from({ length: 2 * 3 * 3 }, (_, i) => i * 14);
    const path = await folder.write('a.png', await raw(pixels, 3, 2, 3).png().toBuffer());
    expect([...(await image(path, [2, 3], 3)).pixels]).toEqual(pixels);
  });

  it('are brought to size by nearest neighbour, as Pillow does it', async () => {
    const path = await folder.write(
      'row.png',
      await raw([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10, 1, 1).png().toBuffer(),
    );
    // Image.fromarray(arange(10) as one row).resize((4, 1), NEAREST) gives 1, 3, 6, 8.
    expect([...(await image(path, [1, 4], 1)).pixels]).toEqual([1, 3, 6, 8]);
    expect([...(await image(path, [2, 5], 1)).pixels]).toEqual([1, 3, 5, 7, 9, 1, 3, 5, 7, 9]);
    expect([...(await image(path, [1, 20], 1)).pixels]).toEqual(
      [...Array(20).keys()].map((i) => Math.floor(i / 2)),
    );
  });

  it('are gray or coloured as asked, whatever they are', async () => {
    const red = await folder.write('red.png', await raw([255, 0, 0], 1, 1, 3).png().toBuffer());
    expect([...(await image(red, [1, 1], 1)).pixels]).toEqual([76]);
    const gray = await folder.write(
      'gray.png',
      await raw([102], 1, 1, 1).toColourspace('b-w').png().toBuffer(),
    );
    expect([...(await image(gray, [1, 1], 1)).pixels]).toEqual([102]);
    expect([...(await image(gray, [1, 1], 3)).pixels]).toEqual([102, 102, 102]);
  });

  it('lose their transparency without blending', async () => {
    const path = await folder.write('clear.png', await raw([255, 10, 20, 0], 1, 1, 4).png().toBuffer());
    expect([...(await image(path, [1, 1], 3)).pixels]).toEqual([255, 10, 20]);
    const both = await folder.write(
      'both.png',
      await raw([90, 128], 1, 1, 2).toColourspace('b-w').png().toBuffer(),
    );
    expect([...(await image(both, [1, 1], 1)).pixels]).toEqual([90]);
  });

  it('of few colours and of many bits are read', async () => {
    const few = await folder.write(
      'few.png',
      await raw([0, 0, 255], 1, 1, 3).png({ palette: true }).toBuffer(),
    );
    expect([...(await image(few, [1, 1], 3)).pixels]).toEqual([0, 0, 255]);
    const deep = sharp(Uint16Array.of(0, 0x8080, 0xffff), { raw: { width: 1, height: 1, channels: 3 } });
    const many = await folder.write('many.png', await deep.toColourspace('rgb16').png().toBuffer());
    expect([...(await image(many, [1, 1], 3)).pixels]).toEqual([0, 128, 255]);
  });

  it.each(['jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('%s is read', async (format) => {
    const flat = raw(new Uint8Array(16 * 16 * 3).fill(200), 16, 16, 3);
    const path = await folder.write(`flat.${format}`, await flat.toFormat(format).toBuffer());
    const { pixels: bytes } = await image(path, [2, 2], 3);
    expect(bytes).toHaveLength(12);
    // Lossy compression changes pixels a little.
    for (const byte of bytes) expect(Math.abs(byte - 200)).toBeLessThan(4);
  });
});

describe('images that can not be read', () => {
  const noise = raw(
    Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 31) % 251),
    64,
    64,
    3,
  );
  it.each<[string, () => Promise<Uint8Array | string>]>([
    ['text', async () => 'no picture'],
    ['nothing', async () => ''],
    ['half a PNG', async () => half(await noise.clone().png().toBuffer())],
    ['half a JPEG', async () => half(await noise.clone().jpeg().toBuffer())],
  ])('for %s: refused by name, with what to do', async (_what, content) => {
    const path = await folder.write('wrong.jpg', await content());
    const error = await image(path, [4, 4], 3).catch((one: unknown) => one as Error);
    expect(error).toBeInstanceOf(SourceUnavailableError);
    expect((error as Error).message).toMatch(
      /wrong\.jpg can't be read as an image: .+\. Put a good copy in its place, or take it away\.$/,
    );
    expect((error as Error).message.startsWith(path)).toBe(true);
    expect((error as Error).message).not.toContain('\n');
  });

  it('because they are not there', async () => {
    await expect(image(folder.path('absent.png'), [4, 4], 3)).rejects.toThrow(
      /absent\.png can't be read as an image/,
    );
  });
});

const half = (bytes: Uint8Array) => bytes.subarray(0, Math.floor(bytes.length / 2));
