/** Cumulative sums and products. tfjs's programs hold the length of the axis, and are taken for other lengths as well (4.22). */
import { util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { runProgram } from './run-program.js';

/** One thread for each line along the axis. */
const cumulative =
  (name: string, from: string, operator: string) =>
  (own: KernelFunc): KernelFunc =>
  (call) => {
    const { inputs, attrs, backend } = call;
    const x = inputs.x as TensorInfo;
    if (x.dtype !== 'float32') return own(call);
    const { axis, exclusive, reverse } = attrs as unknown as {
      axis: number;
      exclusive: boolean;
      reverse: boolean;
    };
    const at = axis < 0 ? axis + x.shape.length : axis;
    const length = x.shape[at] ?? 1;
    const inner = util.sizeFromShape(x.shape.slice(at + 1));
    const lines = util.sizeFromShape(x.shape) / length;
    const next = `total = total ${operator} A[place];`;
    const code = `
      fn main(index : i32) {
        // The number of lines is below that of results.
        if (index >= ${lines} || index >= uniforms.size) { return; }
        let begin = (index / ${inner}) * ${inner * length} + index % ${inner};
        var total = ${from};
        for (var step = 0; step < ${length}; step = step + 1) {
          let place = begin + ${reverse ? `(${length - 1} - step)` : 'step'} * ${inner};
          ${exclusive ? `result[place] = total; ${next}` : `${next} result[place] = total;`}
        }
      }`;
    const key = [name, length, inner, lines, exclusive, reverse].join('_');
    return runProgram(backend, { key, outputShape: x.shape, inputs: { A: x }, code, threads: lines });
  };

export const cumsum = cumulative('cumsum', '0.0', '+');
export const cumprod = cumulative('cumprod', '1.0', '*');
