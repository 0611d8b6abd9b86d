/**
 * Elementary functions on vectors of float32, to about one unit in the last place. Ranges and polynomials are those of
 * the Cephes library in single precision (S. L. Moshier, https://www.netlib.org/cephes).
 */
import { Vector } from './instructions.js';
import type { Lanes, VectorBuilder } from './vector-builder.js';

const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;

/** A float32 of this size has no fraction: a number added to it is rounded to a whole one, which its last bits hold. */
const TO_WHOLE = 1.5 * 2 ** 23;

/** The least x whose exponential is a normal number of float32, and the greatest whose is finite. */
const LEAST_EXPONENT = -87.33654;
const GREATEST_EXPONENT = 88.72283;

/** x where it is at least `least`; NaN stays NaN, since the instruction takes its first operand then. */
const atLeast = (b: VectorBuilder, x: Lanes, least: number): Lanes =>
  b.apply('f32', Vector.pseudoMaximum, x, b.float(least));
const atMost = (b: VectorBuilder, x: Lanes, most: number): Lanes =>
  b.apply('f32', Vector.pseudoMinimum, x, b.float(most));

/** x = n log 2 + r: e^r - 1, and n in the place of a float32's exponent. */
function reduced(b: VectorBuilder, x: Lanes): { rest: Lanes; power: Lanes } {
  const shifted = b.add(b.multiply(x, b.float(Math.LOG2E)), b.float(TO_WHOLE));
  const n = b.subtract(shifted, b.float(TO_WHOLE));
  const r = b.subtract(b.subtract(x, b.multiply(n, b.float(LN2_HIGH))), b.multiply(n, b.float(LN2_LOW)));
  const p = b.polynomial(
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  return {
    rest: b.add(b.multiply(p, b.multiply(r, r)), r),
    power: b.shift(Vector.shiftLeft, b.as('s32', shifted), 23),
  };
}

/** y times 2^n. */
const scaled = (b: VectorBuilder, y: Lanes, power: Lanes): Lanes =>
  b.as('f32', b.apply('s32', Vector.integerAdd, b.as('s32', y), power));

/** The exponential of numbers whose exponentials are normal and finite. */
function boundedExp(b: VectorBuilder, x: Lanes): Lanes {
  const { rest, power } = reduced(b, x);
  return scaled(b, b.add(rest, b.float(1)), power);
}

/** Where it would be no normal number it is 0. */
export function exp(b: VectorBuilder, x: Lanes): Lanes {
  const y = boundedExp(b, atMost(b, atLeast(b, x, LEAST_EXPONENT), GREATEST_EXPONENT));
  const tiny = b.apply('mask', Vector.floatLess, x, b.float(LEAST_EXPONENT));
  const large = b.apply('mask', Vector.floatGreater, x, b.float(GREATEST_EXPONENT));
  return b.select(large, b.float(Infinity), b.apply('f32', Vector.andNot, y, tiny));
}

/** log(1 + f) = f - f²/2 + f³ P(f) for f from sqrt(1/2) - 1 to sqrt(2) - 1. */
const LOG1P = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];

export function log(b: VectorBuilder, x: Lanes): Lanes {
  const tiny = b.apply('mask', Vector.floatLess, x, b.float(2 ** -126));
  const normal = b.select(tiny, b.multiply(x, b.float(2 ** 23)), x);
  const bits = b.as('s32', normal);
  // The mantissa in [0.5, 1), its exponent beside it.
  const mantissa = b.as(
    'f32',
    b.apply('s32', Vector.or, b.apply('s32', Vector.and, bits, b.integer(0x007fffff)), b.integer(0x3f000000)),
  );
  const raw = b.apply(
    's32',
    Vector.integerSubtract,
    b.shift(Vector.shiftRightUnsigned, bits, 23),
    b.integer(126),
  );
  const shifted = b.apply('f32', Vector.integerToFloat, raw);
  const exponent = b.select(tiny, b.subtract(shifted, b.float(23)), shifted);
  const low = b.apply('mask', Vector.floatLess, mantissa, b.float(Math.SQRT1_2));
  const e = b.select(low, b.subtract(exponent, b.float(1)), exponent);
  const f = b.subtract(b.select(low, b.add(mantissa, mantissa), mantissa), b.float(1));
  const z = b.multiply(f, f);
  const p = b.polynomial(f, LOG1P);
  const y = b.subtract(
    b.add(b.multiply(b.multiply(p, f), z), b.multiply(e, b.float(LN2_LOW))),
    b.multiply(z, b.float(0.5)),
  );
  const finite = b.add(b.add(f, y), b.multiply(e, b.float(LN2_HIGH)));
  const infinite = b.apply('mask', Vector.floatEqual, x, b.float(Infinity));
  const zero = b.apply('mask', Vector.floatEqual, x, b.float(0));
  const defined = b.apply('mask', Vector.floatGreaterEqual, x, b.float(0));
  const some = b.select(infinite, x, b.select(zero, b.float(-Infinity), finite));
  return b.select(defined, some, b.float(NaN));
}

/** exp(x) - 1, exact near 0. */
export function expm1(b: VectorBuilder, x: Lanes): Lanes {
  const near = b.apply('mask', Vector.floatLess, b.apply('f32', Vector.absolute, x), b.float(0.5));
  // The exponential's series.
  const p = b.polynomial(x, [1 / 40320, 1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2]);
  const small = b.add(x, b.multiply(b.multiply(x, x), p));
  return b.select(near, small, b.subtract(exp(b, x), b.float(1)));
}

/** exp(x) - 1 of numbers whose exponentials are normal and finite, exact near 0: 2^n (e^r - 1) + (2^n - 1). */
function boundedExpm1(b: VectorBuilder, x: Lanes): Lanes {
  const { rest, power } = reduced(b, x);
  const whole = scaled(b, b.float(1), power);
  return b.add(b.multiply(rest, whole), b.subtract(whole, b.float(1)));
}

/** exp(x) - 1 of numbers up to 1, exact near 0. */
export const expm1UpToOne = (b: VectorBuilder, x: Lanes): Lanes =>
  boundedExpm1(b, atLeast(b, x, LEAST_EXPONENT));

/** log(1 + x), exact near 0: what rounding 1 + x lost is made up for by a factor. */
export function log1p(b: VectorBuilder, x: Lanes): Lanes {
  const u = b.add(x, b.float(1));
  const lost = b.subtract(u, b.float(1));
  const unchanged = b.apply('mask', Vector.floatEqual, lost, b.float(0));
  const infinite = b.apply('mask', Vector.floatEqual, x, b.float(Infinity));
  const factor = b.divide(x, b.select(unchanged, b.float(1), lost));
  const l = log(b, u);
  return b.select(unchanged, x, b.select(infinite, x, b.multiply(l, factor)));
}

/** log(1 + x) of numbers from 0 to 1: of those above sqrt(2) - 1 as log(2) + log(1 + (x - 1) / 2). */
export function log1pUpToOne(b: VectorBuilder, x: Lanes): Lanes {
  const above = b.apply('mask', Vector.floatGreater, x, b.float(Math.SQRT2 - 1));
  const f = b.select(above, b.multiply(b.subtract(x, b.float(1)), b.float(0.5)), x);
  const z = b.multiply(f, f);
  const y = b.multiply(z, b.subtract(b.multiply(b.polynomial(f, LOG1P), f), b.float(0.5)));
  const ln2 = (part: number) => b.apply('f32', Vector.and, above, b.float(part));
  return b.add(b.add(f, b.add(y, ln2(LN2_LOW))), ln2(LN2_HIGH));
}

/** log(1 + e^x): max(x, 0) + log(1 + e^-|x|) neither overflows nor loses small values. */
export function softplus(b: VectorBuilder, x: Lanes): Lanes {
  const below = b.apply('f32', Vector.negative, b.apply('f32', Vector.absolute, x));
  const tail = log1pUpToOne(b, boundedExp(b, atLeast(b, below, LEAST_EXPONENT)));
  const tiny = b.apply('mask', Vector.floatLess, below, b.float(LEAST_EXPONENT));
  return b.add(atLeast(b, x, 0), b.apply('f32', Vector.andNot, tail, tiny));
}

export function sigmoid(b: VectorBuilder, x: Lanes): Lanes {
  const within = atMost(b, atLeast(b, b.apply('f32', Vector.negative, x), LEAST_EXPONENT), GREATEST_EXPONENT);
  return b.divide(b.float(1), b.add(b.float(1), boundedExp(b, within)));
}

const withSign = (b: VectorBuilder, magnitude: Lanes, sign: Lanes): Lanes =>
  b.as(
    'f32',
    b.apply(
      's32',
      Vector.or,
      magnitude,
      b.apply('s32', Vector.and, b.as('s32', sign), b.integer(-0x80000000)),
    ),
  );

/** Beyond it and below its negative, float32 knows no hyperbolic tangent but 1 and -1. */
const TANH_IS_ONE = 9.25;

/** (exp(2x) - 1) / (exp(2x) - 1 + 2). */
export function tanh(b: VectorBuilder, x: Lanes): Lanes {
  const bounded = atMost(b, atLeast(b, x, -TANH_IS_ONE), TANH_IS_ONE);
  const above = boundedExpm1(b, b.add(bounded, bounded));
  return b.divide(above, b.add(above, b.float(2)));
}

export function erf(b: VectorBuilder, x: Lanes): Lanes {
  const size = b.apply('f32', Vector.absolute, x);
  const near = b.apply('mask', Vector.floatLess, size, b.float(1));
  const z = b.multiply(x, x);
  const p = b.polynomial(
    z,
    [
      7.853861353153693e-5, -8.010193625184903e-4, 5.188327685732524e-3, -2.685381193529856e-2,
      1.128358514861418e-1, -3.7612625824233e-1, 1.12837916572671,
    ],
  );
  // Beyond 10 it is 1 in float32; within, the reciprocal and its powers are finite.
  const bounded = atMost(b, atLeast(b, size, 1), 10);
  const q = b.divide(b.float(1), bounded);
  const w = b.multiply(q, q);
  const middle = b.polynomial(
    w,
    [
      2.326819970068386e-2, -1.387039388740657e-1, 3.687424674597105e-1, -5.824733027278666e-1,
      6.210004621745983e-1, -4.944515323274145e-1, 3.404879937665872e-1, -2.741127028184656e-1,
      5.638259427386472e-1,
    ],
  );
  const far = b.polynomial(
    w,
    [
      -1.047766399936249e1, 1.297719955372516e1, -7.495518717768503, 2.921019019210786, -1.0152652792027,
      4.218463358204948e-1, -2.820767439740514e-1, 5.641895067754075e-1,
    ],
  );
  const tail = b.select(b.apply('mask', Vector.floatLess, bounded, b.float(2)), middle, far);
  const complement = b.multiply(
    b.multiply(
      boundedExp(
        b,
        atLeast(b, b.apply('f32', Vector.negative, b.multiply(bounded, bounded)), LEAST_EXPONENT),
      ),
      q,
    ),
    tail,
  );
  const large = withSign(b, b.subtract(b.float(1), complement), x);
  const some = b.select(near, b.multiply(x, p), large);
  const number = b.apply('mask', Vector.floatEqual, x, x);
  return b.select(number, some, x);
}
