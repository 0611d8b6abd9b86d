/** Unary functions, accurate to float32. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

/** Klambauer et al. 2017. */
export const SELU_CONSTANTS = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

const elementwise =
  (compute: (x: number) => number): KernelFunc =>
  ({ inputs, backend }) => {
    const x = inputs.x as TensorInfo;
    const result = Float32Array.from(cpuTensorValues(backend, x), compute);
    return (backend as CpuBackend).makeTensorInfo([...x.shape], 'float32', result);
  };

/** tfjs's cancels near 0 (exp(x) - 1). */
export const accurateElu = elementwise((x) => (x < 0 ? Math.expm1(x) : x));

export const accurateSelu = elementwise(
  (x) => SELU_CONSTANTS.scale * (x < 0 ? SELU_CONSTANTS.alpha * Math.expm1(x) : x),
);

/** tfjs's approximation has an absolute error of 1e-7 everywhere (Abramowitz and Stegun 7.1.26). */
export const accurateErf = elementwise(erfOf);

/** tfjs's sign of NaN is 0. Integers keep tfjs's kernel. */
export const signWithNaN =
  (original: KernelFunc): KernelFunc =>
  (call) =>
    (call.inputs.x as TensorInfo).dtype === 'float32' ? elementwise(Math.sign)(call) : original(call);

/** |x| from which the continued fraction replaces the series. */
const SERIES_LIMIT = 3;

/** The error function: its series near 0, the continued fraction of the complement for large |x|. */
function erfOf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude >= SERIES_LIMIT) {
    let fraction = 0;
    for (let k = 60; k > 0; k--) fraction = k / 2 / (magnitude + fraction);
    return (
      Math.sign(x) * (1 - Math.exp(-magnitude * magnitude) / ((magnitude + fraction) * Math.sqrt(Math.PI)))
    );
  }
  let [sum, power] = [x, x];
  for (let n = 1; Math.abs(power) > 1e-17 * Math.abs(sum); n++) {
    power *= (-x * x) / n;
    sum += power / (2 * n + 1);
  }
  return (sum * 2) / Math.sqrt(Math.PI);
}
