import type { ClosedForm, ClosedFormRequest } from './closed-form.js';
import {
  inverseOrZero,
  matrixOf,
  spectralFunction,
  spectrumOf,
  valuesOf,
  type Matrix,
} from './linear-algebra.js';
import { createMoments, type Moments } from './moments.js';
import { rankNotice } from './rank-notices.js';

/** Minimizes mean((y - x W - b)^2) + l2 * sum(W^2): (X^T X + l2 * examples * outputs) W = X^T Y. */
export function createRidge({ args, inputs, second, solved }: ClosedFormRequest): ClosedForm {
  const l2 = args.l2 as number;
  const { hasBias } = solved[0]!;
  const moments = createMoments({ x: inputs, y: second }, false);
  return {
    add: moments.add,
    state: moments.state,
    solve() {
      const { xx, xy } = products(moments, hasBias);
      const spectrum = spectrumOf(xx);
      const penalty = l2 * moments.count() * second;
      const kernel = spectralFunction(spectrum, (value) =>
        penalty > 0 ? 1 / (value + penalty) : inverseOrZero(value),
      ).mmul(xy);
      const bias = hasBias ? biasOf(moments, kernel) : null;
      const { error, score } = errorsOf(moments, kernel, bias, { xx, xy });
      const size = valuesOf(kernel).reduce((sum, value) => sum + value * value, 0);
      return {
        values: [{ weight: valuesOf(kernel), bias }],
        figures: { loss: error + l2 * size, mean_squared_error: error, r2_score: score },
        notices:
          penalty > 0
            ? []
            : rankNotice(
                'the inputs',
                spectrum,
                'of the weights that fit equally well the smallest are taken: an l2 above 0 would decide',
              ),
      };
    },
  };
}

/** Centred where there is a bias, which takes up the means; as they are otherwise. */
export function products(moments: Moments, isCentred: boolean): { xx: Matrix; xy: Matrix } {
  const { mean, count } = moments;
  const [rows, columns] = [mean.x.length, mean.y.length];
  const [xx, xy] = [matrixOf(moments.xx, rows, rows), matrixOf(moments.xy, rows, columns)];
  if (isCentred) return { xx, xy };
  const outer = (other: Float64Array) => (i: number, j: number, before: number) =>
    before + count() * mean.x[i]! * other[j]!;
  return { xx: mapped(xx, outer(mean.x)), xy: mapped(xy, outer(mean.y)) };
}

const mapped = (matrix: Matrix, map: (i: number, j: number, value: number) => number): Matrix => {
  const copy = matrix.clone();
  for (let i = 0; i < copy.rows; i++)
    for (let j = 0; j < copy.columns; j++) copy.set(i, j, map(i, j, copy.get(i, j)));
  return copy;
};

/** The bias by which the means of what comes out are those of the targets. */
export function biasOf({ mean }: Moments, kernel: Matrix): Float64Array {
  return mean.y.map((value, j) => {
    let mapped = 0;
    for (let i = 0; i < kernel.rows; i++) mapped += mean.x[i]! * kernel.get(i, j);
    return value - mapped;
  });
}

/**
 * Mean squared error over examples and outputs, and the share of variance that is explained, averaged over outputs as
 * scikit-learn's r2_score does.
 */
export function errorsOf(
  moments: Moments,
  kernel: Matrix,
  bias: Float64Array | null,
  { xx, xy }: { xx: Matrix; xy: Matrix },
): { error: number; score: number } {
  const count = moments.count();
  const mapped = xx.mmul(kernel);
  let [left, score] = [0, 0];
  for (let j = 0; j < kernel.columns; j++) {
    const spread = moments.yy[j]!;
    let own = bias ? spread : spread + count * moments.mean.y[j]! ** 2;
    for (let i = 0; i < kernel.rows; i++) own += kernel.get(i, j) * (mapped.get(i, j) - 2 * xy.get(i, j));
    own = Math.max(0, own);
    left += own;
    score += spread === 0 ? (own === 0 ? 1 : 0) : 1 - own / spread;
  }
  return { error: left / (count * kernel.columns), score: score / kernel.columns };
}
