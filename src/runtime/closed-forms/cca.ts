import type { ClosedForm, ClosedFormRequest } from './closed-form.js';
import { ofComponents, times } from './components.js';
import {
  inverseOrZero,
  matrixOf,
  singularValuesOf,
  spectralFunction,
  spectrumOf,
  valuesOf,
  type Matrix,
} from './linear-algebra.js';
import { UnsolvableError } from './closed-form.js';
import { createMoments } from './moments.js';
import { rankNotice } from './rank-notices.js';

/** Singular vectors of Sxx^-1/2 Sxy Syy^-1/2, brought back by Sxx^-1/2 and Syy^-1/2. */
export function createCca({ args, inputs, second, solved }: ClosedFormRequest): ClosedForm {
  const l2 = args.l2 as number;
  const components = solved[0]!.shape[1]!;
  const moments = createMoments({ x: inputs, y: second }, true);
  return {
    add: moments.add,
    state: moments.state,
    solve() {
      const { mean, count } = moments;
      if (count() < 2)
        throw new UnsolvableError('There is only one example, and nothing varies. Give the phase more data.');
      const covariance = (sums: Float64Array, rows: number, columns: number) =>
        matrixOf(
          sums.map((value) => value / (count() - 1)),
          rows,
          columns,
        );
      const [xx, yy] = [covariance(moments.xx, inputs, inputs), covariance(moments.yy, second, second)];
      const xy = covariance(moments.xy, inputs, second);
      const [x, y] = [spectrumOf(xx), spectrumOf(yy)];
      const root = (value: number) => (l2 > 0 ? 1 / Math.sqrt(value + l2) : Math.sqrt(inverseOrZero(value)));
      const [ofX, ofY] = [spectralFunction(x, root), spectralFunction(y, root)];
      const { left, right } = singularValuesOf(ofX.mmul(xy).mmul(ofY));
      const project = (by: Matrix, vectors: Matrix) =>
        by.mmul(vectors.subMatrix(0, vectors.rows - 1, 0, components - 1));
      const [a, b] = [project(ofX, left), project(ofY, right)];
      alignSigns(a, b);
      const correlations = correlationsOf(a, b, { xx, xy, yy });
      const correlation = correlations.reduce((sum, value) => sum + value, 0) / components;
      const consequence = `an l2 above 0 would count the others in`;
      return {
        values: [
          { weight: valuesOf(a), bias: solved[0]!.hasBias ? times(mean.x, a).map((value) => -value) : null },
          { weight: valuesOf(b), bias: solved[1]!.hasBias ? times(mean.y, b).map((value) => -value) : null },
        ],
        figures: { loss: 1 - correlation, correlation, ...ofComponents('correlation', correlations) },
        notices:
          l2 > 0
            ? []
            : [...rankNotice('the inputs', x, consequence), ...rankNotice('the targets', y, consequence)],
      };
    },
  };
}

/** The entry of largest size in each projection of the inputs is positive; that of the targets goes along. */
function alignSigns(a: Matrix, b: Matrix): void {
  for (let at = 0; at < a.columns; at++) {
    const largest = a
      .getColumn(at)
      .reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    if (largest >= 0) continue;
    a.mulColumn(at, -1);
    b.mulColumn(at, -1);
  }
}

/** Of the data themselves, whatever was added to their variances. */
function correlationsOf(
  a: Matrix,
  b: Matrix,
  { xx, xy, yy }: { xx: Matrix; xy: Matrix; yy: Matrix },
): number[] {
  const product = (left: Matrix, middle: Matrix, right: Matrix, at: number) => {
    const mapped = middle.mmul(right.subMatrix(0, right.rows - 1, at, at));
    return left.getColumn(at).reduce((sum, value, row) => sum + value * mapped.get(row, 0), 0);
  };
  return Array.from({ length: a.columns }, (_, at) => {
    const spread = product(a, xx, a, at) * product(b, yy, b, at);
    return spread > 0 ? product(a, xy, b, at) / Math.sqrt(spread) : 0;
  });
}
