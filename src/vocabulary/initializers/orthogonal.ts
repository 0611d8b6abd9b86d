import { Type } from 'typebox';
import { initializer, sizeOf } from './define.js';

/** Make the columns of a matrix [rows, columns] orthonormal, one after the other (Gram and Schmidt, done twice). */
function orthonormalize(columns: readonly Float64Array[]): void {
  columns.forEach((column, at) => {
    for (let pass = 0; pass < 2; pass++) {
      for (const before of columns.slice(0, at)) {
        const along = column.reduce((sum, value, row) => sum + value * (before[row] as number), 0);
        before.forEach((value, row) => (column[row] = (column[row] as number) - along * value));
      }
    }
    const length = Math.hypot(...norms(column)) || 1;
    column.forEach((value, row) => (column[row] = value / length));
  });
}

/** Norms of pieces: a whole column may be more than a call can take. */
function norms(column: Float64Array): number[] {
  const pieces: number[] = [];
  for (let at = 0; at < column.length; at += 1024) pieces.push(Math.hypot(...column.subarray(at, at + 1024)));
  return pieces;
}

/**
 * Saxe et al. 2014; `Orthogonal` of Keras 3's initializers/random_initializers.py. All sides but the last are taken
 * together as rows. A weight with one side or none is taken as a column, which Keras refuses.
 */
export const orthogonal = initializer({
  name: 'orthogonal',
  summary: 'A random matrix with orthonormal columns, or rows where there are fewer of them.',
  args: Type.Object(
    { gain: Type.Number({ default: 1, description: 'Factor on all numbers.' }) },
    { additionalProperties: false },
  ),
  fill(shape, { gain }, draws) {
    const width = shape.length < 2 ? 1 : (shape.at(-1) as number);
    const height = sizeOf(shape) / Math.max(1, width);
    const [long, short] = [Math.max(width, height), Math.min(width, height)];
    const random = draws.normal(long * short);
    const columns = Array.from({ length: short }, (_, column) =>
      Float64Array.from({ length: long }, (_, row) => random[row * short + column] as number),
    );
    orthonormalize(columns);
    const at = (row: number, column: number) =>
      (height >= width ? columns[column]?.[row] : columns[row]?.[column]) as number;
    return Float32Array.from(
      { length: height * width },
      (_, index) => gain * at(Math.floor(index / width), index % width),
    );
  },
});
