/**
 * Sine and cosine of an angle in degrees, accurate to a unit or two in the last place of a double. Only exactly
 * rounded operations, so that augmented images have the same bytes everywhere; the results of `Math` may differ
 * between engines.
 */
export function sinCos(degrees: number): { sin: number; cos: number } {
  const quarter = Math.round(degrees / 90);
  const x = ((degrees - quarter * 90) * Math.PI) / 180;
  const t = -x * x;
  // Taylor's series; |x| is at most pi / 4.
  let sin = 1;
  let cos = 1;
  for (let n = 18; n >= 2; n -= 2) {
    sin = 1 + (sin * t) / (n * (n + 1));
    cos = 1 + (cos * t) / (n * (n - 1));
  }
  sin *= x;
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return { sin, cos };
    case 1:
      return { sin: cos, cos: -sin };
    case 2:
      return { sin: -sin, cos: -cos };
    default:
      return { sin: -cos, cos: sin };
  }
}
