import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  applyTransform,
  createImageAugmenter,
  type ImageTransform,
} from '../../../src/runtime/data/augment/index.js';

type Fill = 'nearest' | 'constant' | 'reflect' | 'wrap';
type Shape = readonly [number, number, number];

interface Case {
  /** Named as in Keras. */
  transform: Partial<Record<'theta' | 'tx' | 'ty' | 'shear' | 'zx' | 'zy', number>> & {
    flip_horizontal?: boolean;
    flip_vertical?: boolean;
  };
  fill: Fill;
  cval: number;
  image: number[];
  expected: number[];
}

const keras = JSON.parse(
  readFileSync(new URL('../../keras/augment.expected.json', import.meta.url), 'utf8'),
) as {
  shape: Shape;
  cases: Case[];
};

const still: ImageTransform = {
  rotate: 0,
  shiftX: 0,
  shiftY: 0,
  shear: 0,
  zoomX: 1,
  zoomY: 1,
  flipHorizontal: false,
  flipVertical: false,
};

const fills: Fill[] = ['nearest', 'constant', 'reflect', 'wrap'];

function transformed(
  image: ArrayLike<number>,
  shape: Shape,
  transform: Partial<ImageTransform>,
  fill: Fill = 'nearest',
  cval = 0,
): Float32Array {
  const out = Float32Array.from(image);
  applyTransform(out, shape, { ...still, ...transform }, { fill, cval });
  return out;
}

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

describe('as Keras', () => {
  test.each(keras.cases.map((one) => ({ ...one, name: JSON.stringify(one.transform) })))(
    '$fill: $name',
    ({ transform, fill, cval, image, expected }) => {
      const out = transformed(
        image,
        keras.shape,
        {
          rotate: transform.theta ?? 0,
          shiftX: transform.tx ?? 0,
          shiftY: transform.ty ?? 0,
          shear: transform.shear ?? 0,
          zoomX: transform.zx ?? 1,
          zoomY: transform.zy ?? 1,
          flipHorizontal: transform.flip_horizontal ?? false,
          flipVertical: transform.flip_vertical ?? false,
        },
        fill,
        cval,
      );
      expect(out.length).toBe(expected.length);
      expect(furthest(out, expected)).toBeLessThan(1e-6);
    },
  );
});

describe('laws, for images of any shape', () => {
  const pictures = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 }))
    .chain((shape) =>
      fc.tuple(
        fc.constant(shape as Shape),
        fc.array(fc.integer({ min: 0, max: 255 }), {
          minLength: shape[0] * shape[1] * shape[2],
          maxLength: shape[0] * shape[1] * shape[2],
        }),
        fc.constantFrom(...fills),
      ),
    );

  test('a transform that does nothing changes nothing', () => {
    fc.assert(
      fc.property(pictures, ([shape, image, fill]) => {
        expect(transformed(image, shape, {}, fill)).toEqual(Float32Array.from(image));
      }),
    );
  });

  test('two flips undo each other, and both together are half a turn', () => {
    fc.assert(
      fc.property(pictures, ([shape, image]) => {
        for (const way of ['flipHorizontal', 'flipVertical'] as const) {
          const once = transformed(image, shape, { [way]: true });
          expect(transformed(once, shape, { [way]: true })).toEqual(Float32Array.from(image));
        }
        const both = transformed(image, shape, { flipHorizontal: true, flipVertical: true });
        expect(furthest(transformed(image, shape, { rotate: 180 }), both)).toBeLessThan(1e-3);
      }),
    );
  });

  test('nothing is brighter or darker than what was there', () => {
    const angle = fc.double({ min: -400, max: 400, noNaN: true });
    const length = fc.double({ min: -30, max: 30, noNaN: true });
    const factor = fc.double({ min: 0.1, max: 4, noNaN: true });
    fc.assert(
      fc.property(
        pictures,
        fc.record({
          rotate: angle,
          shear: angle,
          right: length,
          down: length,
          across: factor,
          upright: factor,
        }),
        ([shape, image, fill], transform) => {
          const out = transformed(image, shape, transform, fill, image[0]);
          const [least, most] = [Math.min(...image), Math.max(...image)];
          expect(out.every((x) => x >= least - 1e-3 && x <= most + 1e-3)).toBe(true);
        },
      ),
    );
  });
});

describe('random draws', () => {
  const augmentation = {
    rotate: 0,
    shift: [0, 0] as [number, number],
    shear: 0,
    zoom: [1, 1] as [number, number],
    flip: { horizontal: false, vertical: false },
    fill: 'nearest' as const,
    cval: 0,
  };
  /**
   * An image whose two channels are each pixel's own column and row: after a transform they give the source position.
   */
  const side = 101;
  const places = Float32Array.from({ length: side * side * 2 }, (_, i) => {
    const pixel = Math.floor(i / 2);
    return i % 2 === 0 ? pixel % side : Math.floor(pixel / side);
  });
  const middle = (side * side - 1) / 2;
  /** Source position, relative to the centre, of the pixel at (x, y) from the centre. */
  const sources = (change: Partial<typeof augmentation>, x: number, y: number, draws: number) => {
    const augment = createImageAugmenter({ ...augmentation, ...change }, [side, side, 2], 7, 'test');
    return Array.from({ length: draws }, (_, key) => {
      const image = places.slice();
      augment(image, key);
      const at = (middle + y * side + x) * 2;
      return [image[at]! - (side - 1) / 2, image[at + 1]! - (side - 1) / 2] as const;
    });
  };
  const spread = (numbers: number[]) => [Math.min(...numbers), Math.max(...numbers)] as const;
  const evenly = (numbers: number[], from: number, to: number) => {
    const [least, most] = spread(numbers);
    const size = to - from;
    expect(least).toBeGreaterThanOrEqual(from - 1e-3);
    expect(most).toBeLessThanOrEqual(to + 1e-3);
    // Uniform: both ends are nearly reached, and the quarters hold equally many.
    expect(least).toBeLessThan(from + size / 20);
    expect(most).toBeGreaterThan(to - size / 20);
    for (let quarter = 0; quarter < 4; quarter++) {
      const low = from + (quarter * size) / 4;
      const share = numbers.filter((x) => x >= low && x < low + size / 4).length / numbers.length;
      expect(Math.abs(share - 1 / 4)).toBeLessThan(0.1);
    }
  };

  test('the first shift is of rows, the second of columns, both fractions of the side', () => {
    const found = sources({ shift: [0.1, 0.2] }, 0, 0, 300);
    evenly(
      found.map(([x]) => x),
      -0.2 * side,
      0.2 * side,
    );
    evenly(
      found.map(([, y]) => y),
      -0.1 * side,
      0.1 * side,
    );
  });

  test('rotation is uniform in its range, in degrees', () => {
    const found = sources({ rotate: 30 }, 40, 0, 300);
    evenly(
      found.map(([x, y]) => (Math.atan2(y, x) * 180) / Math.PI),
      -30,
      30,
    );
  });

  test('zoom is uniform between its factors, on each axis for itself', () => {
    const found = sources({ zoom: [0.8, 1.2] }, 40, 40, 300);
    evenly(
      found.map(([x]) => x / 40),
      0.8,
      1.2,
    );
    evenly(
      found.map(([, y]) => y / 40),
      0.8,
      1.2,
    );
    const product = found.reduce((sum, [x, y]) => sum + (x / 40 - 1) * (y / 40 - 1), 0) / found.length;
    expect(Math.abs(product)).toBeLessThan(0.003);
  });

  test('shear is in degrees', () => {
    const found = sources({ shear: 20 }, 0, 40, 300);
    evenly(
      found.map(([x]) => (-Math.asin(x / 40) * 180) / Math.PI),
      -20,
      20,
    );
  });

  test('flips come half of the time', () => {
    for (const flip of [
      { horizontal: true, vertical: false },
      { horizontal: false, vertical: true },
    ]) {
      const found = sources({ flip }, 30, 20, 400);
      const flipped = found.filter(
        ([x, y]) => x === (flip.horizontal ? -30 : 30) && y === (flip.vertical ? -20 : 20),
      );
      const kept = found.filter(([x, y]) => x === 30 && y === 20);
      expect(flipped.length + kept.length).toBe(400);
      expect(Math.abs(flipped.length - 200)).toBeLessThan(50);
    }
  });

  test('a draw belongs to its key', () => {
    const ranges = { ...augmentation, rotate: 90, shift: [0.3, 0.3] as [number, number], shear: 20 };
    const augment = createImageAugmenter(ranges, [side, side, 2], 7, 'test');
    const drawn = (key: number) => {
      const image = places.slice();
      augment(image, key);
      return image;
    };
    const [first, second] = [drawn(3), drawn(4)];
    expect(drawn(3)).toEqual(first);
    expect(second).not.toEqual(first);
  });
});
