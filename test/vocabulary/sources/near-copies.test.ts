import { describe, expect, it } from 'vitest';
import { haveNearCopies } from '../../../src/vocabulary/sources/near-copies.js';
import { random } from '../../support/seeded-random.js';

const SHAPE = [8, 8, 3] as const;
const SIZE = 8 * 8 * 3;
const photosOf = (...photos: Uint8Array[]) => {
  const all = new Uint8Array(photos.length * SIZE);
  photos.forEach((photo, at) => all.set(photo, at * SIZE));
  return all;
};

describe('near copies', () => {
  const draws = random(4);
  const photo = () => draws.bytes(SIZE);
  const changed = (of: Uint8Array, by: number) => of.map((byte) => Math.min(255, Math.max(0, byte + by)));

  it('are photos that differ by some grey levels, whatever stands between them', () => {
    const [a, b, c] = [photo(), photo(), photo()];
    const others = photosOf(photo(), changed(a, 1), photo(), changed(c, -2));
    expect(haveNearCopies(photosOf(a, b, c), others, SHAPE)).toEqual([true, false, true]);
  });

  it('are not photos that are a little darker all over', () => {
    const a = new Uint8Array(SIZE).fill(100);
    expect(haveNearCopies(photosOf(a), photosOf(changed(a, 3)), SHAPE)).toEqual([false]);
  });

  it('are photos with noise, which means of squares are without', () => {
    const a = new Uint8Array(SIZE).fill(100);
    const noisy = a.map((byte, at) => byte + (at % 2 === 0 ? 8 : -8));
    expect(haveNearCopies(photosOf(a), photosOf(noisy), SHAPE)).toEqual([true]);
  });

  it('are none where there are no others', () => {
    expect(haveNearCopies(photo(), new Uint8Array(), SHAPE)).toEqual([false]);
  });
});
