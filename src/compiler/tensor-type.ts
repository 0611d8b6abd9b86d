/** Types of values: text and predicates. */
import { equalShapes, type DType, type Shape, type TensorType } from '../vocabulary/index.js';

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

/**
 * The first side of values that are a whole and no batch: 64 of [64, 28, 28, 1]. A network that takes batches of
 * [28, 28, 1] takes such a value as a batch of 64. Undefined if they are no such, or differ in it.
 */
export function wholeSize(given: readonly TensorType[], expected: readonly TensorType[]): number | undefined {
  const [size] = given[0]?.shape ?? [];
  if (typeof size !== 'number' || given.length !== expected.length) return undefined;
  const fits = given.every(({ shape }, at) => equalShapes(shape, withBatchSize(expected[at]!, size).shape));
  return fits ? size : undefined;
}
