/** Linear algebra in float64, by ml-matrix. */
import { EigenvalueDecomposition, Matrix, SingularValueDecomposition } from 'ml-matrix';

export { Matrix };

export const matrixOf = (values: Float64Array, rows: number, columns: number): Matrix => {
  const matrix = new Matrix(rows, columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) matrix.set(i, j, values[i * columns + j]!);
  return matrix;
};

export const valuesOf = (matrix: Matrix): Float64Array => Float64Array.from(matrix.to1DArray());

/**
 * Below this share of the largest variance a direction counts as one in which nothing varies: values are float32, and what
 * depends on others does so only to their last digit.
 */
const noiseShare = (size: number): number => size * 2 ** -46;

export interface Spectrum {
  /** From the largest on; those that are noise are 0. */
  values: Float64Array;
  /** A column for each. */
  vectors: Matrix;
  /** How many are above 0. */
  rank: number;
}

/** Eigenvalues of a symmetric matrix that is not negative. The entry of largest size in each vector is positive. */
export function spectrumOf(symmetric: Matrix): Spectrum {
  const size = symmetric.rows;
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, at) => at).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const least = Math.max(0, realEigenvalues[order[0]!]!) * noiseShare(size);
  const values = Float64Array.from(order, (at) => {
    const value = realEigenvalues[at]!;
    return value > least ? value : 0;
  });
  const vectors = new Matrix(size, size);
  order.forEach((from, to) => {
    const column = eigenvectorMatrix.getColumn(from);
    const largest = column.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    const sign = largest < 0 ? -1 : 1;
    column.forEach((value, row) => vectors.set(row, to, sign * value));
  });
  return { values, vectors, rank: values.filter((value) => value > 0).length };
}

/** V f(values) V^T. */
export function spectralFunction({ values, vectors }: Spectrum, of: (value: number) => number): Matrix {
  const scaled = vectors.clone();
  values.forEach((value, column) => scaled.mulColumn(column, of(value)));
  return scaled.mmul(vectors.transpose());
}

/** 1 / x, and 0 where nothing varies. */
export const inverseOrZero = (value: number): number => (value > 0 ? 1 / value : 0);

export interface SingularValues {
  left: Matrix;
  right: Matrix;
  /** From the largest on. */
  values: number[];
}

export function singularValuesOf(matrix: Matrix): SingularValues {
  const found = new SingularValueDecomposition(matrix, { autoTranspose: true });
  return {
    left: found.leftSingularVectors,
    right: found.rightSingularVectors,
    values: found.diagonal,
  };
}

/** Whether singular values of covariances below the largest are noise. */
export const isNoise = (value: number, largest: number, size: number): boolean =>
  value <= largest * noiseShare(size);
