import { Type } from '../../../typebox-builders.js';
import { defineTotal } from './define-total.js';
import { symmetricEigen } from './symmetric-eigen.js';
import { checkFeatures, pairRows } from './pairs.js';

/** The mean of rows, and their covariance (by n - 1), [features, features] row by row. */
function moments(rows: Float32Array, width: number, start: number, features: number) {
  const examples = rows.length / width;
  const mean = new Float64Array(features);
  for (let row = 0; row < examples; row++)
    for (let at = 0; at < features; at++) mean[at]! += rows[row * width + start + at]! / examples;
  const covariance = new Float64Array(features * features);
  const own = new Float64Array(features);
  for (let row = 0; row < examples; row++) {
    for (let at = 0; at < features; at++) own[at] = rows[row * width + start + at]! - mean[at]!;
    for (let i = 0; i < features; i++)
      for (let j = i; j < features; j++)
        covariance[i * features + j]! += (own[i]! * own[j]!) / (examples - 1);
  }
  for (let i = 0; i < features; i++)
    for (let j = 0; j < i; j++) covariance[i * features + j] = covariance[j * features + i]!;
  return { mean, covariance };
}

/** The trace of the root of the product of two covariances, by the eigenvalues of a symmetric matrix similar to it. */
function traceOfRoot(a: Float64Array, b: Float64Array, size: number): number {
  const { values, vectors } = symmetricEigen(a, size);
  const root = values.map((value) => Math.sqrt(Math.max(value, 0)));
  // Columns of `vectors` times the roots: c = root of a. Then c^T b c has the eigenvalues of a b.
  const c = vectors.map((one, at) => one * root[at % size]!);
  const product = multiply(transpose(c, size), multiply(b, c, size), size);
  return symmetricEigen(product, size).values.reduce((sum, value) => sum + Math.sqrt(Math.max(value, 0)), 0);
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) out[i * size + j]! += factor * b[k * size + j]!;
    }
  return out;
}

const transpose = (a: Float64Array, size: number): Float64Array =>
  a.map((_, at) => a[(at % size) * size + Math.floor(at / size)]!);

/** Heusel et al. 2017 (FID), on the features that the graph gives: those of an encoder of its own, say. */
export const frechetDistance = defineTotal({
  name: 'frechet_distance',
  summary:
    'How far two sets of features are apart, each taken as a normal distribution, as FID does with features of Inception; rows need not belong together.',
  better: 'smaller',
  parameters: ['features1', 'features2'],
  options: Type.Object({}),
  check: (inputs) => checkFeatures('frechet_distance', 'features2', inputs),
  rows: (tf, a, b) => pairRows(tf, a, b),
  total(rows, width) {
    const features = width / 2;
    if (!rows.every(Number.isFinite)) return NaN;
    const [one, other] = [moments(rows, width, 0, features), moments(rows, width, features, features)];
    let distance = -2 * traceOfRoot(one.covariance, other.covariance, features);
    for (let at = 0; at < features; at++) {
      const diagonal = at * features + at;
      distance += (one.mean[at]! - other.mean[at]!) ** 2;
      distance += one.covariance[diagonal]! + other.covariance[diagonal]!;
    }
    return Math.max(distance, 0);
  },
});
