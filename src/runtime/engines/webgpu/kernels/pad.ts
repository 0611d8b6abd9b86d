import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { runPerNumber } from './run-program.js';

/** The highest rank whose coordinates are a vector of WGSL. */
const MAX_VECTOR = 4;

/** tfjs 4.22 compares the coordinates as vectors; from rank 5 on they are structures, which WGSL can't compare. */
export const padHighRanks =
  (own: KernelFunc): KernelFunc =>
  (call) => {
    const x = call.inputs.x as TensorInfo;
    const { paddings, constantValue } = call.attrs as unknown as {
      paddings: [number, number][];
      constantValue: number;
    };
    if (x.shape.length <= MAX_VECTOR || x.dtype !== 'float32') return own(call);
    const outputShape = x.shape.map((side, axis) => side + paddings[axis]![0] + paddings[axis]![1]);
    const axes = x.shape.map((_, axis) => axis).reverse();
    const code = `
      fn value(index : i32) -> f32 {
        var rest = index;
        var source = 0;
        var stride = 1;
        ${axes
          .map(
            (axis) => `
        let at${axis} = rest % OUT${axis} - BEFORE${axis};
        if (at${axis} < 0 || at${axis} >= IN${axis}) { return f32(${constantValue}); }
        source = source + at${axis} * stride;
        stride = stride * IN${axis};
        rest = rest / OUT${axis};`,
          )
          .join('')}
        return A[source];
      }`;
    const constants = Object.fromEntries(
      axes.flatMap((axis) => [
        [`OUT${axis}`, outputShape[axis]!],
        [`IN${axis}`, x.shape[axis]!],
        [`BEFORE${axis}`, paddings[axis]![0]],
      ]),
    );
    return runPerNumber(
      call.backend,
      { key: `pad_${constantValue}`, outputShape, inputs: { A: x }, code },
      constants,
    );
  };
