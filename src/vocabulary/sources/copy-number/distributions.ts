/** Random numbers of the distributions that the simulator is made of, from uniform and normal draws that are read in order. */
import type { DrawSource } from '../../definition-types.js';

const BLOCK = 1024;
const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);

export interface Distributions {
  /** Evenly from low to below high. */
  uniform(low: number, high: number): number;
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  withProbability(share: number): boolean;
  normal(mean: number, deviation: number): number;
  /** Its logarithm is normal with the mean `Math.log(median)`. */
  logNormal(median: number, deviation: number): number;
  gamma(shape: number, scale: number): number;
  poisson(mean: number): number;
  /** The number of trials until the first success, 1 or more. */
  geometric(share: number): number;
}

function inBlocks(read: (count: number) => Float32Array): () => number {
  let block: Float32Array = new Float32Array(0);
  let at = 0;
  return () => {
    if (at === block.length) {
      block = read(BLOCK);
      at = 0;
    }
    return block[at++]!;
  };
}

/** log(k!), by Stirling's series above 8. */
function logFactorial(k: number): number {
  if (k < 8) return Math.log([1, 1, 2, 6, 24, 120, 720, 5040][k]!);
  const z = k + 1;
  return (z - 0.5) * Math.log(z) - z + HALF_LOG_TAU + 1 / (12 * z) - 1 / (360 * z ** 3);
}

export function distributions(draws: DrawSource): Distributions {
  const unit = inBlocks((count) => draws.uniform(count));
  const standard = inBlocks((count) => draws.normal(count));

  /** Marsaglia and Tsang 2000; shapes below 1 by a power of a uniform draw. */
  function gamma(shape: number, scale: number): number {
    if (shape < 1) return gamma(shape + 1, scale) * Math.max(unit(), Number.MIN_VALUE) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = standard();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(Math.max(unit(), 1e-30)) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v * scale;
      }
    }
  }

  /** By products of uniform draws below 10, above by transformed rejection (Hoermann 1993, PTRS). */
  function poisson(mean: number): number {
    if (mean < 10) {
      const end = Math.exp(-mean);
      let product = unit();
      let k = 0;
      for (; product > end; k++) product *= unit();
      return k;
    }
    const b = 0.931 + 2.53 * Math.sqrt(mean);
    const a = -0.059 + 0.02483 * b;
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    const accepted = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      const u = unit() - 0.5;
      const v = unit();
      const us = 0.5 - Math.abs(u);
      if (us === 0) continue;
      const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
      if (us >= 0.07 && v <= accepted) return k;
      if (k < 0 || (us < 0.013 && v > us)) continue;
      const bound = k * Math.log(mean) - mean - logFactorial(k);
      if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= bound) return k;
    }
  }

  return {
    uniform: (low, high) => low + (high - low) * unit(),
    below: (count) => Math.floor(unit() * count),
    withProbability: (share) => unit() < share,
    normal: (mean, deviation) => mean + deviation * standard(),
    logNormal: (median, deviation) => median * Math.exp(deviation * standard()),
    gamma,
    poisson,
    geometric: (share) => 1 + Math.floor(Math.log(Math.max(1 - unit(), 1e-30)) / Math.log(1 - share)),
  };
}
