import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aligned, placeBuffers, type Lifetime } from '../../../../src/runtime/engines/onednn/memory/index.js';

const lifetime = fc
  .tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 10 }))
  .map(([bytes, first, length]): Lifetime => ({
    buffer: { bytes, kind: 'temporary', offset: -1 },
    first,
    last: first + length,
  }));

describe('buffers', () => {
  it('that live at the same time never overlap, and all lie within what is told', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { maxLength: 60 }), (lifetimes) => {
        const bytes = placeBuffers(lifetimes);
        const end = ({ buffer }: Lifetime) => buffer.offset + aligned(buffer.bytes);
        for (const one of lifetimes) {
          expect(one.buffer.offset).toBeGreaterThanOrEqual(0);
          expect(one.buffer.offset % 64).toBe(0);
          expect(end(one)).toBeLessThanOrEqual(bytes);
          for (const other of lifetimes) {
            if (one === other || one.first > other.last || other.first > one.last) continue;
            expect(end(one) <= other.buffer.offset || end(other) <= one.buffer.offset).toBe(true);
          }
        }
      }),
    );
  });

  it('that live one after the other share their place', () => {
    const three = [0, 1, 2].map((at): Lifetime => ({
      buffer: { bytes: 1000, kind: 'temporary', offset: -1 },
      first: 2 * at,
      last: 2 * at + 1,
    }));
    expect(placeBuffers(three)).toBe(aligned(1000));
  });
});
