import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { gatherByAxis, sideConstants } from './places.js';
import { runPerNumber } from './run-program.js';

/** The highest rank of which tfjs 4.22 computes it on the device: it reads what has a higher one back. */
const MAX_OWN = 4;

export const tileHighRanks =
  (own: KernelFunc): KernelFunc =>
  (call) => {
    const x = call.inputs.x as TensorInfo;
    const { reps } = call.attrs as unknown as { reps: number[] };
    if (x.shape.length <= MAX_OWN || x.dtype !== 'float32') return own(call);
    const code = gatherByAxis(x.shape.length, (axis, at) => ({ place: `${at} % IN${axis}` }));
    const outputShape = x.shape.map((side, axis) => side * reps[axis]!);
    const constants = sideConstants(x.shape, outputShape);
    return runPerNumber(call.backend, { key: 'tile', outputShape, inputs: { A: x }, code }, constants);
  };
