/** What training computes with: numbers of 32 bits. Smaller ones than `least` some processors take for 0. */
export const FLOAT32 = { most: 3.4028234663852886e38, least: 2 ** -126 } as const;

/** A number as it is computed with: infinite beyond what 32 bits hold, and 0 where it is too small for them. */
export const inFloat32 = (value: number): number =>
  Math.abs(value) < FLOAT32.least ? 0 : Math.fround(value);

/** What becomes of a number, in words, where that is something else; null where it is what it is. */
export function float32RangeProblem(value: number): string | null {
  const kept = inFloat32(value);
  if (Number.isFinite(value) && !Number.isFinite(kept)) return '32 bits hold no numbers beyond 3.4e38';
  if (value !== 0 && kept === 0) return `in 32 bits, ${value} is 0; the least number is 1.2e-38`;
  return null;
}
