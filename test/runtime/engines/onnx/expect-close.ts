import { expect } from 'vitest';

/** Equal but for rounding, relative to the largest element or to the element itself, whichever is larger. */
export function expectClose(
  values: ArrayLike<number> | undefined,
  expected: ArrayLike<number> | undefined,
  tolerance = 2e-5,
): void {
  expect(values?.length).toBe(expected?.length);
  for (let at = 0; at < (expected?.length ?? 0); at++) {
    const [is, should] = [Number(values?.[at]), Number(expected?.[at])];
    if (Number.isNaN(should)) expect(is).toBeNaN();
    else if (!Number.isFinite(should)) expect(is).toBe(should);
    else if (!(Math.abs(is - should) <= tolerance * Math.max(1, Math.abs(should)))) {
      expect.fail(`number ${at} is ${is}, not ${should}`);
    }
  }
}
