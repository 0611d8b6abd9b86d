import fc from 'fast-check';
import { expect, it } from 'vitest';
import { histogram } from '../../src/tracking/tensorboard/summaries.js';

it('counts every finite number, in the bucket that it lies in', () => {
  const number = fc.oneof(fc.float(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -1, 1));
  fc.assert(
    fc.property(fc.array(number, { maxLength: 60 }), (numbers) => {
      const finite = numbers.filter(Number.isFinite);
      const found = histogram('w', Float32Array.from(numbers))?.histo;
      expect(found === undefined).toBe(finite.length === 0);
      if (!found) return;
      const { bucket, bucket_limit: limits, min, max, num } = found;
      expect([min, max, num]).toEqual([Math.min(...finite), Math.max(...finite), finite.length]);
      expect(bucket!.reduce((sum, count) => sum + count, 0)).toBe(finite.length);
      expect(limits!.every((limit, at) => at === 0 || limits![at - 1]! < limit)).toBe(true);
      expect(limits!.at(-1)).toBeGreaterThan(max!);
      let below = 0;
      limits!.forEach((limit, at) => {
        below += bucket![at]!;
        // Numbers at a limit may be rounded to either side of it.
        const slack = (max! - min!) * 1e-9;
        expect(below).toBeGreaterThanOrEqual(finite.filter((one) => one < limit - slack).length);
        expect(below).toBeLessThanOrEqual(finite.filter((one) => one <= limit + slack).length);
      });
    }),
    { seed: 3 },
  );
});
