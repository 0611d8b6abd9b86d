/**
 * base ** exponent for a positive base, by exactly rounded operations only (products and square roots), so that augmented
 * images have the same bytes everywhere; the results of `Math.pow` and `Math.exp` may differ between engines. Accurate to
 * about 1e-14.
 */
export function exactPower(base: number, exponent: number): number {
  if (exponent < 0) return 1 / exactPower(base, -exponent);
  const whole = Math.floor(exponent);
  let result = 1;
  for (let square = base, left = whole; left > 0; square *= square, left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
  }
  let rest = exponent - whole;
  for (let root = base, bit = 0; rest > 0 && bit < 52; bit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) {
      result *= root;
      rest -= 1;
    }
  }
  return result;
}
