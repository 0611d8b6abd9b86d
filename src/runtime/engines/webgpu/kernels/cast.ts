import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { elementwise } from './run-program.js';

const toFloat = elementwise('cast_to_float', 'f32(a)');

/**
 * tfjs gives integers and truth values a new type and leaves their bits as they are: its kernels convert them when they read
 * them, but not all of them do, and what is read back is wrong.
 */
export const castToFloat =
  (original: KernelFunc): KernelFunc =>
  (call) => {
    const { dtype } = call.inputs.x as TensorInfo;
    const to = call.attrs?.dtype;
    return to === 'float32' && (dtype === 'int32' || dtype === 'bool') ? toFloat(call) : original(call);
  };
