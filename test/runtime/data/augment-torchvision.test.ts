/** Augmentation beyond Keras's: functions beside torchvision's, and how they are drawn. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Augmentation } from '../../../src/compiler/index.js';
import {
  adjustBrightness,
  adjustContrast,
  adjustHue,
  adjustSaturation,
} from '../../../src/runtime/data/augment/colour.js';
import { exactPower } from '../../../src/runtime/data/augment/exact-power.js';
import { gaussianBlur } from '../../../src/runtime/data/augment/gaussian-blur.js';
import { resizePart, type Rectangle } from '../../../src/runtime/data/augment/image-parts.js';
import { createImageAugmenter } from '../../../src/runtime/data/augment/index.js';

interface Case {
  name: string;
  shape: [number, number, number];
  image: number[];
  result: number[];
  factor?: number;
  size?: number;
  sigma?: number;
  part?: Rectangle;
}

const cases = JSON.parse(
  readFileSync(new URL('../../keras/torchvision.expected.json', import.meta.url), 'utf8'),
) as Case[];

function applied({ name, shape, image, factor = 0, size = 0, sigma = 0, part }: Case): Float32Array {
  const out = Float32Array.from(image);
  const scratch = new Float32Array(out.length);
  if (name === 'brightness') adjustBrightness(out, factor);
  else if (name === 'contrast') adjustContrast(out, shape[2], factor);
  else if (name === 'saturation') adjustSaturation(out, shape[2], factor);
  else if (name === 'hue') adjustHue(out, shape[2], factor);
  else if (name === 'blur') gaussianBlur(out, shape, size, sigma, scratch);
  else resizePart(Float32Array.from(image), shape, part!, out);
  return out;
}

describe('as in torchvision', () => {
  it.each(cases.map((one, at) => [at, one.name, one] as const))('%i: %s', (_at, _name, one) => {
    const result = applied(one);
    const apart = one.result.map((value, at) => Math.abs(value - result[at]!));
    expect(Math.max(...apart)).toBeLessThan(2e-6);
  });
});

it('powers are exact to 1e-13', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.05, max: 20, noNaN: true }),
      fc.double({ min: -8, max: 8, noNaN: true }),
      (base, to) => {
        expect(Math.abs(exactPower(base, to) / base ** to - 1)).toBeLessThan(1e-13);
      },
    ),
    { seed: 6 },
  );
});

const STILL: Augmentation = {
  rotate: 0,
  shift: [0, 0],
  shear: 0,
  zoom: [1, 1],
  flip: { horizontal: false, vertical: false },
  fill: 'constant',
  cval: 0,
};
const SHAPE = [8, 6, 3] as const;
const IMAGE = Float32Array.from({ length: 8 * 6 * 3 }, (_, at) => 0.1 + ((at * 37) % 80) / 100);

function augmented(more: Partial<Augmentation>, key: number): Float32Array {
  const image = IMAGE.slice();
  createImageAugmenter({ ...STILL, ...more }, [...SHAPE], 1, 'test')(image, key);
  return image;
}
const KEYS = Array.from({ length: 300 }, (_, key) => key);
const pixels = (image: Float32Array) =>
  Array.from({ length: 48 }, (_, at) => image.subarray(3 * at, 3 * at + 3));
const shareOf = (more: Partial<Augmentation>, holds: (image: Float32Array) => boolean) =>
  KEYS.filter((key) => holds(augmented(more, key))).length / KEYS.length;
const isChanged = (image: Float32Array) => image.some((value, at) => value !== IMAGE[at]);

describe('what is drawn', () => {
  it('belongs to its key, and leaves other draws as they were', () => {
    const erase = { scale: [0.1, 0.3], ratio: [0.5, 2], value: 0, probability: 1 } as const;
    const both: Partial<Augmentation> = {
      crop: 2,
      grey: 0.5,
      erase: { ...erase, scale: [0.1, 0.3], ratio: [0.5, 2] },
    };
    expect(augmented(both, 7)).toEqual(augmented(both, 7));
    expect(augmented(both, 7)).not.toEqual(augmented(both, 8));
    const rotated = (more: Partial<Augmentation>) => augmented({ rotate: 40, ...more }, 3);
    // Without colours to take away, the picture is turned as without `grey`.
    expect(rotated({ grey: 0 })).toEqual(rotated({}));
  });

  it('crop moves by whole pixels, up to the padding, each way alike often', () => {
    const places = new Map<string, number>();
    for (const key of KEYS) {
      const image = augmented({ crop: 1 }, key);
      const at = [-1, 0, 1].flatMap((down) =>
        [-1, 0, 1]
          .filter((right) =>
            [1, 2, 3, 4, 5, 6].every((y) =>
              [1, 2, 3, 4].every((x) => image[(y * 6 + x) * 3] === IMAGE[((y + down) * 6 + x + right) * 3]),
            ),
          )
          .map((right) => `${down} ${right}`),
      );
      expect(at).toHaveLength(1);
      places.set(at[0]!, (places.get(at[0]!) ?? 0) + 1);
    }
    expect(places.size).toBe(9);
    expect(Math.min(...places.values())).toBeGreaterThan(15);
  });

  it('is done as often as is said', () => {
    const isGrey = (image: Float32Array) =>
      pixels(image).every(([r, g, b]) => Math.abs(r! - g!) + Math.abs(g! - b!) < 1e-6);
    expect(shareOf({ grey: 0.3 }, isGrey)).toBeCloseTo(0.3, 1);
    expect(shareOf({ blur: { sigma: [1, 2], kernel_size: 3, probability: 0.4 } }, isChanged)).toBeCloseTo(
      0.4,
      1,
    );
    const colour = { brightness: 0.5, contrast: 0, saturation: 0, hue: 0, probability: 0.6 };
    expect(shareOf({ colour }, isChanged)).toBeCloseTo(0.6, 1);
  });

  it('erase takes a part of the area that is said; cutout a square that may lie at the edge', () => {
    for (const key of KEYS.slice(0, 50)) {
      const erase: Augmentation['erase'] = {
        scale: [0.2, 0.3],
        ratio: [0.8, 1.25],
        value: -1,
        probability: 1,
      };
      const erased = pixels(augmented({ erase }, key)).filter(([value]) => value === -1).length;
      expect(erased).toBeGreaterThanOrEqual(8);
      expect(erased).toBeLessThanOrEqual(16);
      const cut = pixels(augmented({ cutout: 3 }, key)).filter(([value]) => value === 0).length;
      expect(cut).toBeGreaterThanOrEqual(4);
      expect(cut).toBeLessThanOrEqual(9);
    }
  });

  it('resized_crop of the whole picture is the picture', () => {
    const whole = augmented({ resized_crop: { scale: [1, 1], ratio: [0.75, 0.75] } }, 1);
    expect(Math.max(...whole.map((value, at) => Math.abs(value - IMAGE[at]!)))).toBeLessThan(1e-6);
    expect(isChanged(augmented({ resized_crop: { scale: [0.2, 0.5], ratio: [0.75, 1.33] } }, 1))).toBe(true);
  });
});
