/** The largest difference, relative to the expected value or 1, whichever is larger. */
export function difference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Infinity;
  let most = 0;
  for (let at = 0; at < expected.length; at++) {
    const one = Math.abs((got[at] as number) - (expected[at] as number));
    if (Number.isNaN(one)) return NaN;
    most = Math.max(most, one / Math.max(1, Math.abs(expected[at] as number)));
  }
  return most;
}
