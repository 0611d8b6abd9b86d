import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { gatherByAxis, sideConstants } from './places.js';
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
    const code = gatherByAxis(x.shape.length, (axis, at) => {
      const place = `${at} - BEFORE${axis}`;
      const before = `if (${place} < 0 || ${place} >= IN${axis}) { return f32(${constantValue}); }`;
      return { before, place };
    });
    const befores = paddings.map(([before], axis) => [`BEFORE${axis}`, before]);
    const constants = { ...sideConstants(x.shape, outputShape), ...Object.fromEntries(befores) };
    return runPerNumber(
      call.backend,
      { key: `pad_${constantValue}`, outputShape, inputs: { A: x }, code },
      constants,
    );
  };
