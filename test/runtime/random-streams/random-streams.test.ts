import { createCipheriv, createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { randomStream } from '../../../src/runtime/random-streams/index.js';

const hash = (array: Uint8Array | Float32Array | Int32Array) =>
  createHash('sha256')
    .update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    .digest('hex')
    .slice(0, 16);

const from = randomStream(7, 'some/stream');
const kinds = {
  bytes: (position: number, size: number) => {
    const out = new Uint8Array(size);
    from.bytes(position, out);
    return out;
  },
  uniform: (position: number, size: number) => {
    const out = new Float32Array(size);
    from.uniform(position, out);
    return out;
  },
  normal: (position: number, size: number) => {
    const out = new Float32Array(size);
    from.normal(position, out);
    return out;
  },
};

const mean = (numbers: ArrayLike<number>) =>
  Array.from(numbers).reduce((sum, x) => sum + x, 0) / numbers.length;
const moment = (numbers: ArrayLike<number>, power: number) => mean(Array.from(numbers, (x) => x ** power));

describe.each(Object.entries(kinds))('%s', (_kind, draw) => {
  test('asked for in pieces is what it is asked for at once', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 50),
        fc.array(fc.oneof(fc.nat(40), fc.nat(3000)), { maxLength: 8 }),
        (position, sizes) => {
          const whole = draw(
            position,
            sizes.reduce((sum, size) => sum + size, 0),
          );
          let done = 0;
          for (const size of sizes) {
            expect(draw(position + done, size)).toEqual(whole.subarray(done, done + size));
            done += size;
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('long stretches agree with short ones', () => {
    const whole = draw(5, 200_000);
    for (const at of [0, 1, 4091, 16_384, 65_531, 65_536, 131_072, 199_900]) {
      expect(draw(5 + at, 100)).toEqual(whole.subarray(at, at + 100));
    }
  });
});

test('the bytes are AES-128 in counter mode, as anyone can compute them', () => {
  const key = createHash('sha256').update('[7,"some/stream"]').digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  expect(Buffer.from(kinds.bytes(0, 100_000))).toEqual(cipher.update(Buffer.alloc(100_000)));
});

test('the same bytes come on every machine', () => {
  expect({
    bytes: hash(kinds.bytes(3, 100_000)),
    uniform: hash(kinds.uniform(3, 100_000)),
    normal: hash(kinds.normal(3, 100_000)),
    far: hash(kinds.normal(2 ** 50, 1000)),
    permutation: hash(from.permutation(2, 60_000)),
  }).toEqual({
    bytes: 'ba1f22d67520e62f',
    uniform: '9c36853139cebf59',
    normal: 'd2186e3591958a2e',
    far: '0a55e0d37ba8a4b7',
    permutation: '0bd6fc13d9ce1cb9',
  });
});

test('streams differ by name and by seed, and a name cannot be mistaken for another', () => {
  const start = (seed: number, name: string) => {
    const out = new Uint8Array(32);
    randomStream(seed, name).bytes(0, out);
    return Buffer.from(out).toString('hex');
  };
  fc.assert(
    fc.property(fc.nat(), fc.string(), fc.nat(), fc.string(), (seed, name, otherSeed, otherName) => {
      const same = seed === otherSeed && name === otherName;
      expect(start(seed, name) === start(otherSeed, otherName)).toBe(same);
    }),
  );
});

test('the kinds of one stream are not made of the same words', () => {
  const bits = (array: Float32Array) => Array.from(array, (x) => Math.floor(x * 2 ** 24));
  const bytes = kinds.bytes(0, 400);
  const words = new Uint32Array(bytes.buffer);
  const shared = bits(kinds.uniform(0, 100)).filter((x, i) => x === words[i]! >>> 8);
  expect(shared.length).toBeLessThan(3);
});

test('bytes are uniform', () => {
  const counts = new Array<number>(256).fill(0);
  for (const byte of kinds.bytes(0, 256_000)) counts[byte]!++;
  // Chi-squared with 255 degrees of freedom: beyond 350 in one of 20,000 streams.
  expect(counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(350);
});

test('uniform numbers fill [0, 1)', () => {
  const numbers = kinds.uniform(0, 200_000);
  expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
  expect(mean(numbers)).toBeCloseTo(1 / 2, 2);
  expect(moment(numbers, 2)).toBeCloseTo(1 / 3, 2);
});

test('normal numbers have the moments and the tails of the normal distribution', () => {
  const numbers = kinds.normal(0, 400_000);
  expect(mean(numbers)).toBeCloseTo(0, 2);
  expect(moment(numbers, 2)).toBeCloseTo(1, 2);
  expect(Math.abs(moment(numbers, 3))).toBeLessThan(0.03);
  expect(Math.abs(moment(numbers, 4) - 3)).toBeLessThan(0.1);
  // Fractions beyond 1, 2 and 3 standard deviations.
  const beyond = (limit: number) => numbers.filter((x) => Math.abs(x) > limit).length / numbers.length;
  expect(beyond(1)).toBeCloseTo(0.3173, 2);
  expect(beyond(2)).toBeCloseTo(0.0455, 2.5);
  expect(beyond(3)).toBeCloseTo(0.0027, 3);
});

describe('permutation', () => {
  test('is an order of 0 .. n-1, another for each index', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31), fc.nat(500), (index, n) => {
        const order = from.permutation(index, n);
        expect(Int32Array.from(order).sort()).toEqual(Int32Array.from({ length: n }, (_, i) => i));
        expect(from.permutation(index, n)).toEqual(order);
        if (n > 20) expect(from.permutation(index + 1, n)).not.toEqual(order);
      }),
    );
  });

  test('gives each order as often as any other', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 24_000; index++) {
      const order = from.permutation(index, 4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // Chi-squared with 23 degrees of freedom: beyond 60 in one of 30,000 streams.
    const chi = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chi).toBeLessThan(60);
  });
});
