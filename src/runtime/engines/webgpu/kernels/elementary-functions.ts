/**
 * Elementary functions in WGSL to a few units in the last place. The language's own may have absolute errors: 2^-11 in the
 * sine and cosine, 2^-21 in the logarithm near 1, 1e-5 in the hyperbolic tangent (https://www.w3.org/TR/WGSL/#floating-point-accuracy).
 *
 * Polynomials are those of Cephes (Moshier, single precision) unless something else is said.
 */

/** sin and cos, by reduction to [-π/4, π/4] with π/2 in three parts, of which the first two have few bits. */
const trigonometric = `
  fn ownSinCos(x : f32) -> vec2<f32> {
    let turns = round(x * 0.63661977236758134);
    let r = ((x - turns * 1.5703125) - turns * 4.837512969970703125e-4) - turns * 7.54978995489188216e-8;
    let z = r * r;
    let s = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 + z * -1.9515295891e-4));
    let c = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
    let quarter = i32(turns) & 3;
    let swapped = select(vec2<f32>(s, c), vec2<f32>(c, s), (quarter & 1) == 1);
    let sinSign = select(1.0, -1.0, (quarter & 2) == 2);
    let cosSign = select(1.0, -1.0, ((quarter + 1) & 2) == 2);
    return swapped * vec2<f32>(sinSign, cosSign);
  }`;

const inverseTrigonometric = `
  fn ownSmallAsin(y : f32, z : f32) -> f32 {
    let p = (((4.2163199048e-2 * z + 2.4181311049e-2) * z + 4.5470025998e-2) * z + 7.4953002686e-2) * z + 1.6666752422e-1;
    return p * z * y + y;
  }
  fn ownAsin(x : f32) -> f32 {
    let m = abs(x);
    if (m <= 0.5) { return ownSmallAsin(x, x * x); }
    let z = 0.5 * (1.0 - m);
    return sign(x) * (1.5707963267948966 - 2.0 * ownSmallAsin(sqrt(z), z));
  }
  fn ownAcos(x : f32) -> f32 {
    if (abs(x) <= 0.5) { return 1.5707963267948966 - ownSmallAsin(x, x * x); }
    let z = 0.5 * (1.0 - abs(x));
    let half = 2.0 * ownSmallAsin(sqrt(z), z);
    return select(half, 3.1415926535897932 - half, x < 0.0);
  }
  fn ownAtan(x : f32) -> f32 {
    let m = abs(x);
    var base = 0.0;
    var t = m;
    if (m > 2.414213562373095) {
      base = 1.5707963267948966;
      t = -1.0 / m;
    } else if (m > 0.4142135623730950) {
      base = 0.7853981633974483;
      t = (m - 1.0) / (m + 1.0);
    }
    let z = t * t;
    let p = ((8.05374449538e-2 * z - 1.38776856032e-1) * z + 1.99777106478e-1) * z - 3.33329491539e-1;
    return select(1.0, -1.0, x < 0.0) * (base + (p * z * t + t));
  }`;

/**
 * Series near 0, where subtraction would cancel: Taylor's of the exponential less 1, and of the logarithm in x/(2 + x). What has
 * no normal result is left to the language.
 */
const exponential = `
  fn ownExp(x : f32) -> f32 {
    if (!(abs(x) < 87.0)) { return exp(x); }
    let k = round(x * 1.44269504088896341);
    let r = (x - k * 0.693359375) + k * 2.12194440e-4;
    let p = ((((1.9875691500e-4 * r + 1.3981999507e-3) * r + 8.3334519073e-3) * r + 4.1665795894e-2) * r + 1.6666665459e-1) * r + 5.0000001201e-1;
    return ldexp(p * r * r + r + 1.0, i32(k));
  }
  fn ownExpm1(x : f32) -> f32 {
    if (abs(x) >= 0.5) { return ownExp(x) - 1.0; }
    let p = 1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0 + x * (1.0 / 720.0 + x * (1.0 / 5040.0 + x * (1.0 / 40320.0 + x / 362880.0)))));
    return x + x * x * (0.5 + x * p);
  }
  fn ownLogSeries(s : f32) -> f32 {
    let z = s * s;
    let p = 1.0 / 3.0 + z * (1.0 / 5.0 + z * (1.0 / 7.0 + z * (1.0 / 9.0 + z * (1.0 / 11.0 + z / 13.0))));
    return 2.0 * (s + s * z * p);
  }
  fn ownLog(x : f32) -> f32 {
    if (x == 0.0) { return -uniforms.INFINITY; }
    // Not a number is no more than 0 either.
    if (!(x > 0.0)) { return uniforms.NAN; }
    if (x < 1.2e-38 || x > 3.3e38) { return log(x); }
    let parts = frexp(x);
    let isSmall = parts.fract < 0.70710678;
    let m = select(parts.fract, 2.0 * parts.fract, isSmall);
    let e = f32(select(parts.exp, parts.exp - 1, isSmall));
    return e * 0.693359375 + (ownLogSeries((m - 1.0) / (m + 1.0)) - e * 2.12194440e-4);
  }
  fn ownLog1p(x : f32) -> f32 {
    if (!(abs(x) < 0.4)) { return ownLog(1.0 + x); }
    return ownLogSeries(x / (2.0 + x));
  }`;

/** With the exponential's: large arguments don't overflow before the result does. */
const hyperbolic = `${exponential}
  fn ownTanh(x : f32) -> f32 {
    let m = abs(x);
    if (m < 0.625) {
      let z = x * x;
      let p = (((-5.70498872745e-3 * z + 2.06390887954e-2) * z - 5.37397155531e-2) * z + 1.33314422036e-1) * z - 3.33332819422e-1;
      return p * z * x + x;
    }
    return sign(x) * (1.0 - 2.0 / (ownExp(2.0 * min(m, 40.0)) + 1.0)) + (x - x);
  }
  fn ownSinh(x : f32) -> f32 {
    let m = abs(x);
    if (m < 1.0) {
      let e = ownExpm1(m);
      return sign(x) * 0.5 * (e + e / (e + 1.0));
    }
    let half = ownExp(0.5 * m);
    return sign(x) * (0.5 * half * half - 0.5 / (half * half));
  }
  fn ownAsinh(x : f32) -> f32 {
    let m = abs(x);
    if (m > 1e9) { return sign(x) * (ownLog(m) + 0.6931471805599453); }
    return sign(x) * ownLog1p(m + m * m / (1.0 + sqrt(m * m + 1.0)));
  }
  fn ownAcosh(x : f32) -> f32 {
    if (x > 1e9) { return ownLog(x) + 0.6931471805599453; }
    let t = x - 1.0;
    return ownLog1p(t + sqrt(2.0 * t + t * t));
  }
  fn ownAtanh(x : f32) -> f32 {
    let m = abs(x);
    return sign(x) * 0.5 * ownLog1p(2.0 * m / (1.0 - m));
  }`;

/**
 * The error function: its series near 0; the complement by the rational Chebyshev approximation of Press et al.
 * (Numerical Recipes, `erfcc`, relative error 1.2e-7) elsewhere.
 */
const error = `
  fn ownErf(x : f32) -> f32 {
    let m = abs(x);
    if (m < 1.0) {
      let z = -x * x;
      let p = 1.0 / 3.0 + z * (1.0 / 10.0 + z * (1.0 / 42.0 + z * (1.0 / 216.0 + z * (1.0 / 1320.0 + z * (1.0 / 9360.0 +
        z * (1.0 / 75600.0 + z * (1.0 / 685440.0 + z * (1.0 / 6894720.0 + z / 76204800.0))))))));
      return 1.1283791670955126 * (x + x * z * p);
    }
    let t = 1.0 / (1.0 + 0.5 * m);
    let p = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807 +
      t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
    return sign(x) * (1.0 - t * exp(-m * m + p));
  }`;

/** For each of tfjs's kernels, an expression of `a`, and the functions that it calls. */
export const elementaryFunctions: Readonly<Record<string, readonly [expression: string, functions: string]>> =
  {
    Sin: ['ownSinCos(a).x', trigonometric],
    Cos: ['ownSinCos(a).y', trigonometric],
    Tan: ['ownSinCos(a).x / ownSinCos(a).y', trigonometric],
    Asin: ['ownAsin(a)', inverseTrigonometric],
    Acos: ['ownAcos(a)', inverseTrigonometric],
    Atan: ['ownAtan(a)', inverseTrigonometric],
    Exp: ['ownExp(a)', exponential],
    Sigmoid: ['1.0 / (1.0 + ownExp(-a))', exponential],
    Expm1: ['ownExpm1(a)', exponential],
    Log1p: ['ownLog1p(a)', exponential],
    Log: ['ownLog(a)', exponential],
    Softplus: ['max(a, 0.0) + ownLog1p(ownExp(-abs(a)))', exponential],
    Elu: ['select(a, ownExpm1(a), a < 0.0)', exponential],
    Selu: ['1.0507009873554805 * select(a, 1.6732632423543772 * ownExpm1(a), a < 0.0)', exponential],
    Tanh: ['ownTanh(a)', hyperbolic],
    Sinh: ['ownSinh(a)', hyperbolic],
    Asinh: ['ownAsinh(a)', hyperbolic],
    Acosh: ['ownAcosh(a)', hyperbolic],
    Atanh: ['ownAtanh(a)', hyperbolic],
    Erf: ['ownErf(a)', error],
  };
