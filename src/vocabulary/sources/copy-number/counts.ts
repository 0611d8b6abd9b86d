/** Reads that are counted in each bin of a cell, and the same corrected for the share of G and C. */
import type { Distributions } from './distributions.js';
import type { Genome } from './genome.js';

const MEAN_GC = 0.41;

/** A series along each chromosome whose neighbours are alike: AR(1) of variance 1. */
function wave(genome: Genome, correlation: number, random: Distributions): Float64Array {
  const values = new Float64Array(genome.bins);
  const rest = Math.sqrt(1 - correlation ** 2);
  for (let at = 0; at < genome.bins; at++) {
    const isFirst = genome.starts[genome.chromosomes[at]!] === at;
    const drawn = random.normal(0, 1);
    values[at] = isFirst ? drawn : correlation * values[at - 1]! + rest * drawn;
  }
  return values;
}

/** Share of G and C in each bin, one for all cells. */
export const drawGc = (genome: Genome, random: Distributions): Float64Array =>
  wave(genome, 0.7, random).map((value) => Math.min(0.65, Math.max(0.3, MEAN_GC + 0.045 * value)));

/**
 * Counts of a cell: negative binomial, of variance `mean + alpha mean^2`. The mean follows the copies, a parabola of the
 * share of G and C, a wave along the genome, and in a tenth of the cells how early a bin replicates. A bin without copies
 * keeps a few stray reads.
 *
 * @param depth reads a bin on average
 */
export function drawCounts(
  copies: Int32Array,
  gc: Float64Array,
  depth: number,
  genome: Genome,
  random: Distributions,
): Float64Array {
  const alpha = random.logNormal(0.006, 0.6);
  const spread = random.logNormal(0.06, 0.4);
  const slope = random.normal(0, 1);
  const bend = random.normal(-8, 6);
  const replicated = random.withProbability(0.1) ? random.uniform(0.1, 0.9) : 0;
  const along = wave(genome, random.uniform(0.5, 0.9), random);
  const means = along.map((height, at) => {
    const g = gc[at]! - MEAN_GC;
    // What is rich in G and C replicates early.
    const early = 1 / (1 + Math.exp(-g / 0.03));
    const copied = replicated === 0 ? 1 : 1 + 1 / (1 + Math.exp(-8 * (replicated - (1 - early))));
    return copies[at]! * Math.exp(slope * g + bend * g * g + spread * height) * copied + 0.01;
  });
  const total = means.reduce((sum, mean) => sum + mean, 0);
  return means.map((mean) =>
    random.poisson(((mean * genome.bins * depth) / total) * random.gamma(1 / alpha, alpha)),
  );
}

/** The solution of a symmetric system of three equations, by Cramer's rule. */
function solve3(a: readonly number[][], b: readonly number[]): number[] {
  const determinant = (m: readonly number[][]) =>
    m[0]![0]! * (m[1]![1]! * m[2]![2]! - m[1]![2]! * m[2]![1]!) -
    m[0]![1]! * (m[1]![0]! * m[2]![2]! - m[1]![2]! * m[2]![0]!) +
    m[0]![2]! * (m[1]![0]! * m[2]![1]! - m[1]![1]! * m[2]![0]!);
  const whole = determinant(a);
  return [0, 1, 2].map(
    (column) =>
      determinant(a.map((row, at) => row.map((value, k) => (k === column ? b[at]! : value)))) / whole,
  );
}

/** Sums of w x^k for k from 0 to 4, and of w y x^k for k from 0 to 2, in one pass: they are most of what a cell costs. */
function weightedSums(weights: Float64Array, x: Float64Array, y: Float64Array) {
  const powers = [0, 0, 0, 0, 0];
  const products = [0, 0, 0];
  for (let at = 0; at < x.length; at++) {
    let term = weights[at]!;
    for (let k = 0; k < 5; k++) {
      powers[k]! += term;
      if (k < 3) products[k]! += term * y[at]!;
      term *= x[at]!;
    }
  }
  return { powers, products };
}

const median = (values: Float64Array): number => values.slice().sort()[values.length >> 1]!;

/**
 * Counts divided by a parabola of the share of G and C, fitted to their logarithms by iteratively reweighted least squares
 * (Tukey's biweight), and by their mean: 1 is the mean of the cell.
 */
export function correctCounts(counts: Float64Array, gc: Float64Array): Float32Array {
  const n = counts.length;
  const mean = gc.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(gc.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const g = gc.map((value) => (value - mean) / deviation);
  const logs = counts.map((count) => Math.log(count + 1));
  const middle = median(logs);
  let weights = logs.map((value) => (Math.abs(value - middle) < 1 ? 1 : 0));
  let fit = [0, 0, 0];
  for (let round = 0; round < 4; round++) {
    const { powers, products } = weightedSums(weights, g, logs);
    const matrix = [0, 1, 2].map((i) => [0, 1, 2].map((j) => powers[i + j]! + (i === j ? 1e-6 : 0)));
    fit = solve3(matrix, products);
    const rests = logs.map((value, at) => value - fit[0]! - fit[1]! * g[at]! - fit[2]! * g[at]! ** 2);
    const scale = 4.685 * (1.4826 * median(rests.map(Math.abs)) + 1e-3);
    weights = rests.map((rest) => (1 - Math.min(1, Math.abs(rest) / scale) ** 2) ** 2);
  }
  const corrected = counts.map((count, at) => count / Math.exp(fit[1]! * g[at]! + fit[2]! * g[at]! ** 2));
  const average = corrected.reduce((sum, value) => sum + value, 0) / n;
  return Float32Array.from(corrected, (value) => value / average);
}
