import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit } from '../../../../src/runtime/data/tools/decode-image.js';

describe('fit', () => {
  it('takes the pixel under the middle of each new pixel, as Pillow does', () => {
    // Image.fromarray(arange(10) as one row).resize((4, 1), NEAREST) gives 1, 3, 6, 8.
    const row = Uint8Array.from({ length: 10 }, (_, at) => at);
    const fitted = fit(row, { width: 10, height: 1, channels: 1 }, [1, 4, 1]);
    expect([...fitted]).toEqual([1, 3, 6, 8]);
  });

  it('changes nothing where the size is right', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12, maxLength: 12 }), (pixels) => {
        const fitted = fit(pixels, { width: 2, height: 2, channels: 3 }, [2, 2, 3]);
        expect([...fitted]).toEqual([...pixels]);
      }),
    );
  });

  it('makes gray of colours as Pillow does', () => {
    // Image.new('RGB', (1, 1), colour).convert('L')
    const gray = (colour: number[]): number =>
      fit(Uint8Array.from(colour), { width: 1, height: 1, channels: 3 }, [1, 1, 1])[0]!;
    expect([gray([255, 0, 0]), gray([0, 255, 0]), gray([0, 0, 255]), gray([255, 255, 255])]).toEqual([
      76, 150, 29, 255,
    ]);
  });

  it('gives three channels to gray images', () => {
    const fitted = fit(Uint8Array.of(51), { width: 1, height: 1, channels: 1 }, [1, 1, 3]);
    expect([...fitted]).toEqual([51, 51, 51]);
  });
});
