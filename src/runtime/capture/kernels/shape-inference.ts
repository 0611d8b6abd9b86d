import type { DType, TensorSpec } from '../step-program.js';

/** Operands of a kernel: shapes and types by tfjs's input names; list inputs have the keys `0`, `1` ... */
export type KernelOperands = Readonly<Record<string, TensorSpec>>;

export type KernelAttributes = Readonly<Record<string, unknown>>;

export interface InferredKernel {
  outputs: TensorSpec[];
  /** tfjs's attributes with defaults and negative axes resolved, so that engines need not do it again. */
  attrs: KernelAttributes;
}

/** The shape inference rule of a kernel. Throws `KernelError` for calls that no engine could run. */
export type KernelRule = (inputs: KernelOperands, attrs: KernelAttributes) => InferredKernel;

export type KernelTable = Readonly<Record<string, KernelRule>>;

export class KernelError extends Error {}

/** A kernel with one output. */
export function singleOutput(
  shape: readonly number[],
  dtype: DType,
  attrs: KernelAttributes = {},
): InferredKernel {
  return { outputs: [{ shape, dtype }], attrs };
}

/** The required input of this name. */
export function requireOperand(inputs: KernelOperands, name: string): TensorSpec {
  const value = inputs[name];
  if (!value) throw new KernelError(`input "${name}" is missing`);
  return value;
}

/** The inputs of a kernel with a list of inputs, in order. */
export function listOperands(inputs: KernelOperands): TensorSpec[] {
  return Object.keys(inputs)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => requireOperand(inputs, key));
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Broadcasting as in NumPy: dimensions are equal, or one of them is 1. */
export function broadcastOperands(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, at) => {
    const left = a[at - rank + a.length] ?? 1;
    const right = b[at - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new KernelError(`shapes [${a.join(', ')}] and [${b.join(', ')}] don't broadcast`);
    }
    return left === 1 ? right : left;
  });
}

/** One axis, counted from the front. */
export function normalizeAxis(axis: unknown, rank: number): number {
  const number = Number(Array.isArray(axis) ? axis[0] : (axis ?? 0));
  const resolved = number < 0 ? number + rank : number;
  if (!Number.isInteger(resolved) || resolved < 0 || resolved >= Math.max(rank, 1)) {
    throw new KernelError(`axis ${String(axis)} is outside of rank ${rank}`);
  }
  return resolved;
}

/** Axes counted from the front, ascending; all axes by default. */
export function normalizeAxes(axis: unknown, rank: number): number[] {
  const given =
    axis === undefined || axis === null
      ? Array.from({ length: rank }, (_, at) => at)
      : Array.isArray(axis)
        ? axis
        : [axis];
  return [...new Set(given.map((one) => normalizeAxis(one, rank)))].sort((a, b) => a - b);
}

/** The smallest type that holds both. */
export function promoteDTypes(a: DType, b: DType): DType {
  const order: DType[] = ['bool', 'int32', 'float32'];
  return order[Math.max(order.indexOf(a), order.indexOf(b))] ?? 'float32';
}
