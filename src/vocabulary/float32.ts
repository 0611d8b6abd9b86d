/**
 * The range of float32, in which training computes. Numbers smaller than `least` (subnormals) are flushed to 0 on
 * some processors.
 */
export const FLOAT32 = { most: 3.4028234663852886e38, least: 2 ** -126 } as const;

/** A number rounded to float32: infinite above its range, 0 below its smallest normal number. */
export const inFloat32 = (value: number): number =>
  Math.abs(value) < FLOAT32.least ? 0 : Math.fround(value);

/** How float32 changes a number (overflow or underflow), as a sentence; null if it is representable. */
export function float32RangeProblem(value: number): string | null {
  const kept = inFloat32(value);
  if (Number.isFinite(value) && !Number.isFinite(kept)) return '32 bits hold no numbers beyond 3.4e38';
  if (value !== 0 && kept === 0) return `in 32 bits, ${value} is 0; the least number is 1.2e-38`;
  return null;
}
