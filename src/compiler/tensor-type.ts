/** Shapes and types of values: printing, comparing, broadcasting. */
import type { DType, Shape, TensorType } from '../vocabulary/index.js';

type Side = number | null;

/** `[28, 28, 1]`, the shape of one example. */
export const shapeText = (shape: Shape): string => `[${shape.join(', ')}]`;

/** `[batch, 10]`, and `a number` for a scalar. */
export function typeText(type: TensorType): string {
  if (type.shape.length === 0) return type.dtype === 'bool' ? 'a truth value' : 'a number';
  return `[${type.shape.map((side) => side ?? 'batch').join(', ')}]`;
}

/** The type of a batch of examples. */
export const batchOf = (shape: Shape, dtype: DType = 'float32'): TensorType => ({
  shape: [null, ...shape],
  dtype,
});

export const equalShapes = (a: readonly Side[], b: readonly Side[]): boolean =>
  a.length === b.length && a.every((side, i) => side === b[i]);

/** One value per example: `[batch]`, or a scalar: `[]`. */
export const isPerExampleOrScalar = (type: TensorType): boolean =>
  type.shape.length === 0 || (type.shape.length === 1 && type.shape[0] === null);

/** Whether the first dimension, and no other, is the batch. */
export const isPerExample = (type: TensorType): boolean =>
  type.shape[0] === null && type.shape.slice(1).every((side) => side !== null);

/** The shape without the batch dimension, which is the first. */
export const exampleShape = (type: TensorType): Shape => type.shape.slice(1) as number[];

/** NumPy's rule, aligned from the right; the batch fits itself and 1. Null if the shapes don't fit. */
export function broadcast(a: readonly Side[], b: readonly Side[]): Side[] | null {
  const rank = Math.max(a.length, b.length);
  const result: Side[] = [];
  for (let i = 0; i < rank; i++) {
    const left = a.length - rank + i < 0 ? 1 : a[a.length - rank + i]!;
    const right = b.length - rank + i < 0 ? 1 : b[b.length - rank + i]!;
    if (left !== right && left !== 1 && right !== 1) return null;
    result.push(left === 1 ? right : left);
  }
  return result;
}

/** float32 over int32 over bool, as TensorFlow.js promotes. */
export function promote(a: DType, b: DType): DType {
  if (a === 'float32' || b === 'float32') return 'float32';
  return a === 'int32' || b === 'int32' ? 'int32' : 'bool';
}
