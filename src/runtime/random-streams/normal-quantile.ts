/**
 * Normal numbers by the inverse of the distribution function: Wichura, "Algorithm AS 241: The Percentage Points of
 * the Normal Distribution", Applied Statistics 37 (1988), routine PPND16. One word makes one number, so every element
 * can be addressed, and only operations that IEEE 754 rounds exactly are used (add, multiply, divide, square root):
 * unlike `Math.log` and `Math.cos` they give the same bits in every JavaScript engine.
 */

/**
 * Natural logarithm of an integer 1 .. 2^31 - 1, within a few units in the last place of a double: the number is 2^e
 * m with m near 1, and ln m = 2 artanh((m - 1) / (m + 1)) as a series.
 */
function logOfInteger(k: number): number {
  let e = 31 - Math.clz32(k);
  let m = k / (1 << e);
  if (m > Math.SQRT2) {
    m /= 2;
    e += 1;
  }
  const s = (m - 1) / (m + 1);
  const t = s * s;
  let sum = 1 / 21;
  for (let n = 19; n >= 1; n -= 2) sum = sum * t + 1 / n;
  return e * Math.LN2 + 2 * s * sum;
}

/** The algorithm's polynomials, highest power first, unrolled for speed. */
function centralQuantile(q: number): number {
  const r = 0.180625 - q * q;
  const above =
    ((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) * r +
      13731.69376550946) *
      r +
      1971.5909503065513) *
      r +
      133.14166789178438) *
      r +
    3.3871328727963665;
  const below =
    ((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
      5394.196021424751) *
      r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
    1;
  return (q * above) / below;
}

/** The distance from the median of the quantile with the tail probability `k` / 2^33. */
function tailQuantile(k: number): number {
  // 2^-33 is the smallest tail probability, so the root is below 5 and the algorithm's third branch is never reached.
  const r = Math.sqrt(33 * Math.LN2 - logOfInteger(k)) - 1.6;
  const above =
    ((((((7.745450142783414e-4 * r + 2.2723844989269184e-2) * r + 0.2417807251774506) * r +
      1.2704582524523684) *
      r +
      3.6478483247632045) *
      r +
      5.769497221460691) *
      r +
      4.630337846156546) *
      r +
    1.4234371107496835;
  const below =
    ((((((1.0507500716444169e-9 * r + 5.475938084995345e-4) * r + 1.5198666563616457e-2) * r +
      0.14810397642748008) *
      r +
      0.6897673349851) *
      r +
      1.6763848301838038) *
      r +
      2.053191626637759) *
      r +
    1;
  return above / below;
}

/** The quantile of the standard normal distribution for the probability (word + 1/2) / 2^32. At most 6.34 from 0. */
export function normalFromWord(word: number): number {
  const q = (word - 2147483647.5) / 2 ** 32;
  if (q >= -0.425 && q <= 0.425) return centralQuantile(q);
  return q < 0 ? -tailQuantile(2 * word + 1) : tailQuantile(2 * (0xffffffff - word) + 1);
}
