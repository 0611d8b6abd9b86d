/** Decoding of image files: as Keras's load_img for every kind of file, or as docs/data.md says instead. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeImage, resizePixelsNearest } from '../../../../src/runtime/data/tools/images/index.js';

interface Case {
  name: string;
  /** `load_img`: Keras's pixels; otherwise the rule by which lagraph differs. See test/keras/images.py. */
  rule: string;
  file: string;
  size: [number, number];
  rgb: string;
  gray: string;
  small: string;
}
const { cases, small } = JSON.parse(
  readFileSync(new URL('../../../keras/images.expected.json', import.meta.url), 'utf8'),
) as { cases: Case[]; small: [number, number] };
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

/** The largest difference between two images. */
function difference(one: Uint8Array, other: Uint8Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!)), 0);
}

describe('an image file', () => {
  it.each(cases.map((one) => [one.name, one.rule, one] as const))('%s: %s', async (_name, rule, one) => {
    const file = bytesOf(one.file);
    const allowed = Number(/^about (\d+)$/.exec(rule)?.[1] ?? 0);
    const colour = await decodeImage(file, [...one.size, 3]);
    expect(difference(colour.pixels, bytesOf(one.rgb))).toBeLessThanOrEqual(allowed);
    const gray = await decodeImage(file, [...one.size, 1]);
    expect(difference(gray.pixels, bytesOf(one.gray))).toBeLessThanOrEqual(allowed);
    const fitted = await decodeImage(file, [...small, 3]);
    expect(difference(fitted.pixels, bytesOf(one.small))).toBeLessThanOrEqual(allowed);
    expect([colour.turned, colour.deep]).toEqual([rule === 'upright', rule === '16 bits']);
  });

  it('that was cut off or changed is a picture or an error in one line, never anything else', async () => {
    const kinds = cases.filter(({ name }) => /\.(bmp|gif|p.m|tif|jpg|avif|png|webp)$/.test(name));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...kinds),
        fc.nat(),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
        async ({ file, name }, length, changes) => {
          const whole = bytesOf(file);
          const broken = changes.length > 0 ? whole : whole.subarray(0, length % whole.length);
          // Most damage is done to headers.
          for (const [at, byte] of changes) broken[at % Math.min(120, broken.length)] = byte;
          const told = await decodeImage(broken, [8, 8, 3]).then(
            ({ pixels }) => (pixels.length === 192 ? '' : `${pixels.length} bytes`),
            (error: Error) => error.message,
          );
          expect(told, name).not.toMatch(/\n|undefined|is not a function|Cannot read|Invalid typed array/);
        },
      ),
      { seed: 12, numRuns: 400 },
    );
  });

  it.each([
    ['nothing', '', 'it is empty'],
    ['a text', 'not a picture', 'it is of no kind that is known'],
    ['HEIC', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'it is HEIC'],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/hostname"/></svg>', 'it is SVG'],
    ['JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n', 'it is JPEG 2000'],
  ])('of a kind that is not read is told as such: %s', async (_what, text, reason) => {
    const decoded = decodeImage(new Uint8Array(Buffer.from(text, 'latin1')), [4, 4, 3]);
    await expect(decoded).rejects.toThrow(reason);
  });
});

describe('fit', () => {
  it('takes the pixel under the middle of each new pixel, as Pillow does', () => {
    // Image.fromarray(arange(10) as one row).resize((4, 1), NEAREST) gives 1, 3, 6, 8.
    const row = Uint8Array.from({ length: 10 }, (_, at) => at);
    const fitted = resizePixelsNearest({ data: row, width: 10, height: 1, channels: 1 }, [1, 4, 1]);
    expect([...fitted]).toEqual([1, 3, 6, 8]);
  });

  it('changes nothing where the size is right', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (pixels) => {
        const fitted = resizePixelsNearest({ data: pixels, width: 2, height: 2, channels: 3 }, [2, 2, 3]);
        expect([...fitted]).toEqual([...pixels]);
      }),
    );
  });

  it('makes gray of colours as Pillow does', () => {
    // Image.new('RGB', (1, 1), colour).convert('L')
    const gray = (colour: number[]): number =>
      resizePixelsNearest({ data: Uint8Array.from(colour), width: 1, height: 1, channels: 3 }, [1, 1, 1])[0]!;
    expect([gray([255, 0, 0]), gray([0, 255, 0]), gray([0, 0, 255]), gray([255, 255, 255])]).toEqual([
      76, 150, 29, 255,
    ]);
  });

  it('gives three channels to gray images', () => {
    const fitted = resizePixelsNearest(
      { data: Uint8Array.of(51), width: 1, height: 1, channels: 1 },
      [1, 1, 3],
    );
    expect([...fitted]).toEqual([51, 51, 51]);
  });
});
