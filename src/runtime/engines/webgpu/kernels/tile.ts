import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { runPerNumber } from './run-program.js';

/** The highest rank of which tfjs 4.22 computes it on the device: it reads what has a higher one back. */
const MAX_OWN = 4;

export const tileHighRanks =
  (own: KernelFunc): KernelFunc =>
  (call) => {
    const x = call.inputs.x as TensorInfo;
    const { reps } = call.attrs as unknown as { reps: number[] };
    if (x.shape.length <= MAX_OWN || x.dtype !== 'float32') return own(call);
    const axes = x.shape.map((_, axis) => axis).reverse();
    const code = `
      fn value(index : i32) -> f32 {
        var rest = index;
        var source = 0;
        var stride = 1;
        ${axes
          .map(
            (axis) => `
        source = source + rest % IN${axis} * stride;
        stride = stride * IN${axis};
        rest = rest / OUT${axis};`,
          )
          .join('')}
        return A[source];
      }`;
    const outputShape = x.shape.map((side, axis) => side * reps[axis]!);
    const constants = Object.fromEntries(
      axes.flatMap((axis) => [
        [`IN${axis}`, x.shape[axis]!],
        [`OUT${axis}`, outputShape[axis]!],
      ]),
    );
    return runPerNumber(call.backend, { key: 'tile', outputShape, inputs: { A: x }, code }, constants);
  };
