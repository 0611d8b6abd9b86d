import { Type } from '../typebox-builders.js';
import { defineInitializer } from './define-initializer.js';
import { shapeSize } from '../tensor-shape.js';

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

/** Gram-Schmidt, applied twice: the second pass removes what rounding left. */
function orthonormalize(vectors: readonly Float64Array[]): void {
  vectors.forEach((vector, index) => {
    for (let pass = 0; pass < 2; pass++) {
      for (let before = 0; before < index; before++) {
        const other = vectors[before]!;
        const along = dot(vector, other);
        for (let at = 0; at < vector.length; at++) vector[at]! -= along * other[at]!;
      }
    }
    const length = Math.sqrt(dot(vector, vector)) || 1;
    for (let at = 0; at < vector.length; at++) vector[at]! /= length;
  });
}

/**
 * Saxe et al. 2014; `Orthogonal` of Keras 3's initializers/random_initializers.py. All dimensions but the last are
 * flattened to rows. A weight of rank 0 or 1 is treated as a column, which Keras refuses.
 */
export const orthogonal = defineInitializer({
  name: 'orthogonal',
  summary: 'A random matrix with orthonormal columns, or rows where there are fewer of them.',
  args: Type.Object(
    { gain: Type.Number({ default: 1, description: 'Factor on all numbers.' }) },
    { additionalProperties: false },
  ),
  fill(shape, { gain }, draws) {
    const width = shape.length < 2 ? 1 : (shape.at(-1) as number);
    const height = shapeSize(shape) / Math.max(1, width);
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
