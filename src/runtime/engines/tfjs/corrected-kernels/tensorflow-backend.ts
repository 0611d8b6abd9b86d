/**
 * Kernels of tfjs's TensorFlow backend that lose digits, put together from others: some subtract 1 from what was rounded
 * near it, some add up many numbers one after another.
 */
import {
  add,
  concat,
  div,
  expm1,
  getKernel,
  less,
  minimum,
  mul,
  registerKernel,
  relu,
  reshape,
  split,
  sum,
  tidy,
  unregisterKernel,
  util,
  where,
  type KernelFunc,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { pairwiseSummationSteps } from '../../passes/index.js';
import { SELU_CONSTANTS } from './elementwise.js';

const BACKEND = 'tensorflow';

/** What `make` does with operations of tfjs, as a kernel: tfjs takes a tensor for what a kernel made. */
const composed =
  (make: (x: Tensor) => Tensor): KernelFunc =>
  ({ inputs }) =>
    tidy(() => make(inputs.x as Tensor));

const expm1BelowZero = (x: Tensor) => expm1(minimum(x, 0));

/** Put together with products, infinity becomes no number. */
const prelu: KernelFunc = ({ inputs }) => {
  const { x, alpha } = inputs as Record<'x' | 'alpha', Tensor>;
  return tidy(() => where(less(x, 0), mul(x, alpha), x));
};

/** Where no part divides a length evenly, it is cut after so many of these. */
const PART = 64;

/** A sum by the backend's own kernel, part by part; `then` makes of it what is wanted. */
const reducePairwise =
  (own: KernelFunc, then: (total: Tensor, count: number) => Tensor): KernelFunc =>
  (call) => {
    const x = call.inputs.x as Tensor;
    const { axis, keepDims } = call.attrs as { axis?: number | number[]; keepDims?: boolean };
    const axes = util.parseAxisParam(axis ?? x.shape.map((_, at) => at), x.shape).sort((a, b) => a - b);
    const steps = x.dtype === 'float32' ? pairwiseSummationSteps(x.shape, axes) : null;
    if (!steps) return own(call);
    const left = x.shape.flatMap((side, at) => (axes.includes(at) ? (keepDims ? [1] : []) : [side]));
    return tidy(() => {
      const total = steps.reduce((from, { shape: rows, axis: along, inFloat64: wide }) => {
        const read = reshape(from, rows);
        if (!wide) return sum(read, along);
        const rest = rows[along]! % PART;
        const [whole, last] = split(read, [rows[along]! - rest, rest], along) as [Tensor, Tensor];
        const parts = [sum(whole, along, true), sum(last, along, true)];
        return sum(concat(parts, along), along);
      }, x);
      return reshape(then(total, x.size / total.size), left);
    });
  };

/** For each kernel, what is to take the place of the backend's own. */
const corrections: Readonly<Record<string, (own: KernelFunc) => KernelFunc>> = {
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

const correctedKernels = new Set<KernelFunc>();

/** Put them in the place of the backend's own. May be called again. */
export function correctTensorflowKernels(): void {
  for (const [kernelName, mend] of Object.entries(corrections)) {
    const present = getKernel(kernelName, BACKEND);
    if (!present || correctedKernels.has(present.kernelFunc)) continue;
    const kernelFunc = mend(present.kernelFunc);
    correctedKernels.add(kernelFunc);
    unregisterKernel(kernelName, BACKEND);
    registerKernel({ kernelName, backendName: BACKEND, kernelFunc });
  }
}
