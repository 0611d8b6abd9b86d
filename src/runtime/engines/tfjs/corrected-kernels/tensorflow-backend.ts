/**
 * Replacements for inaccurate kernels of tfjs's TensorFlow backend, composed of others: exp(x) - 1 with cancellation,
 * and sequential sums.
 */
import {
  add,
  concat,
  div,
  expm1,
  less,
  minimum,
  mul,
  relu,
  reshape,
  split,
  sum,
  tidy,
  util,
  where,
  type KernelFunc,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { pairwiseSummationSteps } from '../../passes/index.js';
import { SELU_CONSTANTS } from './elementwise.js';
import { registerCorrections, type KernelCorrections } from './register-corrections.js';

const BACKEND = 'tensorflow';

/** A kernel composed of tfjs operations (tfjs accepts a tensor as a kernel's result). */
const composed =
  (compute: (x: Tensor) => Tensor): KernelFunc =>
  ({ inputs }) =>
    tidy(() => compute(inputs.x as Tensor));

const expm1BelowZero = (x: Tensor) => expm1(minimum(x, 0));

/** With a product in place of the selection, infinity would become NaN. */
const prelu: KernelFunc = ({ inputs }) => {
  const { x, alpha } = inputs as Record<'x' | 'alpha', Tensor>;
  return tidy(() => where(less(x, 0), mul(x, alpha), x));
};

/** Part length for lengths without a suitable divisor. */
const PART_LENGTH = 64;

/** Pairwise summation by the backend's kernel; `then` computes the result from sum and count. */
const reducePairwise =
  (original: KernelFunc, then: (total: Tensor, count: number) => Tensor): KernelFunc =>
  (call) => {
    const x = call.inputs.x as Tensor;
    const { axis, keepDims } = call.attrs as { axis?: number | number[]; keepDims?: boolean };
    const axes = util.parseAxisParam(axis ?? x.shape.map((_, at) => at), x.shape).sort((a, b) => a - b);
    const steps = x.dtype === 'float32' ? pairwiseSummationSteps(x.shape, axes) : null;
    if (!steps) return original(call);
    const shape = x.shape.flatMap((side, at) => (axes.includes(at) ? (keepDims ? [1] : []) : [side]));
    return tidy(() => {
      const total = steps.reduce((from, { shape: rowShape, axis: rowAxis, inFloat64 }) => {
        const reshaped = reshape(from, rowShape);
        if (!inFloat64) return sum(reshaped, rowAxis);
        const remainder = rowShape[rowAxis]! % PART_LENGTH;
        const [fullParts, lastPart] = split(
          reshaped,
          [rowShape[rowAxis]! - remainder, remainder],
          rowAxis,
        ) as [Tensor, Tensor];
        const parts = [sum(fullParts, rowAxis, true), sum(lastPart, rowAxis, true)];
        return sum(concat(parts, rowAxis), rowAxis);
      }, x);
      return reshape(then(total, x.size / total.size), shape);
    });
  };

const corrections: KernelCorrections = {
  Prelu: () => prelu,
  Elu: () => composed((x) => add(relu(x), expm1BelowZero(x))),
  Selu: () =>
    composed((x) =>
      add(
        mul(relu(x), SELU_CONSTANTS.scale),
        mul(expm1BelowZero(x), SELU_CONSTANTS.scale * SELU_CONSTANTS.alpha),
      ),
    ),
  Sum: (own) => reducePairwise(own, (total) => total),
  Mean: (own) => reducePairwise(own, (total, count) => div(total, count)),
};

/** Registers the corrected kernels; idempotent. */
export const correctTensorflowKernels = (): void => registerCorrections(BACKEND, corrections);
