/**
 * Means and centred second moments of two vectors of each example, accumulated batch by batch. Batches are centred by their
 * own means and merged (Chan, Golub and LeVeque 1983), so that a mean far from 0 costs no digits.
 */
import { accumulateProducts } from './accumulate-products.js';

export interface Moments {
  add(x: Float32Array, y: Float32Array | null, examples: number): void;
  state(): Record<string, Float64Array>;
  /** Examples so far. */
  count(): number;
  mean: { x: Float64Array; y: Float64Array };
  /** Sums of products of deviations from the means: [x, x], [x, y], and of y all or the squares alone. */
  xx: Float64Array;
  xy: Float64Array;
  yy: Float64Array;
}

/** @param crossed whether all products of y with itself are needed, and not the squares alone */
export function createMoments(sizes: { x: number; y: number }, crossed: boolean): Moments {
  const { x: rows, y: columns } = sizes;
  const count = new Float64Array(1);
  const mean = { x: new Float64Array(rows), y: new Float64Array(columns) };
  const xx = new Float64Array(rows * rows);
  const xy = new Float64Array(rows * columns);
  const yy = new Float64Array(crossed ? columns * columns : columns);
  return {
    mean,
    xx,
    xy,
    yy,
    count: () => count[0]!,
    state: () => ({ count, mean_x: mean.x, mean_y: mean.y, xx, xy, yy }),
    add(x, y, examples) {
      const [before, after] = [count[0]!, count[0]! + examples];
      const a = centredColumns(x, rows, examples);
      const b = centredColumns(y ?? new Float32Array(0), columns, examples);
      accumulateProducts(xx, a.columns, a.columns, { count: examples, isSymmetric: true });
      if (columns > 0) accumulateProducts(xy, a.columns, b.columns, { count: examples, isSymmetric: false });
      if (crossed) accumulateProducts(yy, b.columns, b.columns, { count: examples, isSymmetric: true });
      else addSquares(yy, b.columns, examples);
      const share = (before * examples) / after;
      const [dx, dy] = [difference(a.mean, mean.x), difference(b.mean, mean.y)];
      addOuter(xx, dx, dx, share);
      addOuter(xy, dx, dy, share);
      if (crossed) addOuter(yy, dy, dy, share);
      else for (let j = 0; j < columns; j++) yy[j]! += share * dy[j]! ** 2;
      for (let i = 0; i < rows; i++) mean.x[i]! += (dx[i]! * examples) / after;
      for (let j = 0; j < columns; j++) mean.y[j]! += (dy[j]! * examples) / after;
      count[0] = after;
    },
  };
}

/** The columns of a batch, one after the other, and their means, which have been subtracted. */
function centredColumns(values: Float32Array, size: number, examples: number) {
  const columns = new Float64Array(size * examples);
  const mean = new Float64Array(size);
  for (let n = 0; n < examples; n++) for (let i = 0; i < size; i++) mean[i]! += values[n * size + i]!;
  for (let i = 0; i < size; i++) {
    mean[i]! /= examples;
    for (let n = 0; n < examples; n++) columns[i * examples + n] = values[n * size + i]! - mean[i]!;
  }
  return { columns, mean };
}

function addSquares(sums: Float64Array, columns: Float64Array, examples: number): void {
  for (let j = 0; j < sums.length; j++)
    for (let n = 0; n < examples; n++) sums[j]! += columns[j * examples + n]! ** 2;
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value - b[at]!);

function addOuter(sums: Float64Array, a: Float64Array, b: Float64Array, share: number): void {
  if (share === 0) return;
  for (let i = 0; i < a.length; i++) {
    const scaled = a[i]! * share;
    for (let j = 0; j < b.length; j++) sums[i * b.length + j]! += scaled * b[j]!;
  }
}
