/** Types of values: text and predicates. */
import type { DType, Shape, TensorType } from '../vocabulary/index.js';

/** `[batch, 10]`, and `a number` for a scalar. */
export function typeText(type: TensorType): string {
  if (type.shape.length === 0) return type.dtype === 'bool' ? 'a truth value' : 'a number';
  return `[${type.shape.map((side) => side ?? 'batch').join(', ')}]`;
}

/** The type of a batch of examples. */
export const batchType = (shape: Shape, dtype: DType = 'float32'): TensorType => ({
  shape: [null, ...shape],
  dtype,
});

/** One value per example: `[batch]`, or a scalar: `[]`. */
export const isPerExampleOrScalar = (type: TensorType): boolean =>
  type.shape.length === 0 || (type.shape.length === 1 && type.shape[0] === null);

/** Whether the first dimension, and no other, is the batch. */
export const isPerExample = (type: TensorType): boolean =>
  type.shape[0] === null && type.shape.slice(1).every((side) => side !== null);

/** The shape without the batch dimension, which is the first. */
export const exampleShape = (type: TensorType): Shape => type.shape.slice(1) as number[];

/** The type of a whole batch of so many examples. */
export const withBatchSize = (type: TensorType, batchSize: number): TensorType => ({
  ...type,
  shape: type.shape.map((side) => side ?? batchSize),
});
