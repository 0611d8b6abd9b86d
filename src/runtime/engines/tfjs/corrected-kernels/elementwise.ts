/** Functions of one number, as exact as float32 can hold them. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { cpuTensorValues, type CpuBackend } from './cpu-backend.js';

/** Klambauer et al. 2017. */
export const SELU_CONSTANTS = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

const elementwise =
  (compute: (x: number) => number): KernelFunc =>
  ({ inputs, backend }) => {
    const x = inputs.x as TensorInfo;
    const made = Float32Array.from(cpuTensorValues(backend, x), compute);
    return (backend as CpuBackend).makeTensorInfo([...x.shape], 'float32', made);
  };

/** tfjs's subtracts 1 from what was rounded near it. */
export const accurateElu = elementwise((x) => (x < 0 ? Math.expm1(x) : x));

export const accurateSelu = elementwise(
  (x) => SELU_CONSTANTS.scale * (x < 0 ? SELU_CONSTANTS.alpha * Math.expm1(x) : x),
);

/** tfjs's is an approximation, off by 1e-7 wherever (Abramowitz and Stegun 7.1.26). */
export const accurateErf = elementwise(erfOf);

/** tfjs's sign of what is not a number is 0. Whole numbers have their sign by tfjs's own. */
export const signWithNaN =
  (own: KernelFunc): KernelFunc =>
  (call) =>
    (call.inputs.x as TensorInfo).dtype === 'float32' ? elementwise(Math.sign)(call) : own(call);

/** Where the one of the two expansions takes over from the other. */
const SERIES_LIMIT = 3;

/** The error function: its series near 0, the continued fraction of the rest far from it. */
function erfOf(x: number): number {
  const far = Math.abs(x);
  if (far >= SERIES_LIMIT) {
    let fraction = 0;
    for (let k = 60; k > 0; k--) fraction = k / 2 / (far + fraction);
    return Math.sign(x) * (1 - Math.exp(-far * far) / ((far + fraction) * Math.sqrt(Math.PI)));
  }
  let [sum, power] = [x, x];
  for (let n = 1; Math.abs(power) > 1e-17 * Math.abs(sum); n++) {
    power *= (-x * x) / n;
    sum += power / (2 * n + 1);
  }
  return (sum * 2) / Math.sqrt(Math.PI);
}
