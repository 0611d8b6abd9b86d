/** Gradients of pooling. Those of tfjs differ from its JavaScript backend's, which lagraph takes TensorFlow's from. */
import { backend_util, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { PIXEL } from './places.js';
import { runPerNumber } from './run-program.js';

type Call = Parameters<KernelFunc>[0];

/** Geometry of the windows, as constants of the code. */
function windowConstants(attrs: Call['attrs'], shape: readonly number[]): Record<string, number> {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as {
    filterSize: [number, number];
    strides: [number, number];
    pad: 'same' | 'valid' | number;
    dimRoundingMode?: 'floor' | 'round' | 'ceil';
  };
  const four = shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(four, filterSize, strides, 1, pad, dimRoundingMode);
  const { padInfo } = info;
  return {
    H: info.inHeight,
    W: info.inWidth,
    C: info.inChannels,
    OH: info.outHeight,
    OW: info.outWidth,
    FH: info.filterHeight,
    FW: info.filterWidth,
    SH: info.strideHeight,
    SW: info.strideWidth,
    TOP: padInfo.top,
    LEFT: padInfo.left,
  };
}

/** The sum over the windows that hold a pixel of `part`, given the window (its place `at` in dy) and its corner (top, left). */
const overWindows = (part: string) => `
  fn value(index : i32) -> f32 {${PIXEL}
    var total = 0.0;
    for (var row = max(0, (y + TOP - FH + SH) / SH); row <= min(OH - 1, (y + TOP) / SH); row = row + 1) {
      for (var column = max(0, (x + LEFT - FW + SW) / SW); column <= min(OW - 1, (x + LEFT) / SW); column = column + 1) {
        let top = row * SH - TOP;
        let left = column * SW - LEFT;
        if (y < top || y >= top + FH || x < left || x >= left + FW) { continue; }
        let at = ((b * OH + row) * OW + column) * C + c;
        ${part}
      }
    }
    return total;
  }`;

/** tfjs 4.22 divides by the whole window, its forward kernel by the window's pixels inside the image. */
export const avgPoolGrad: KernelFunc = ({ inputs, attrs, backend }) => {
  const { dy, input } = inputs as Record<'dy' | 'input', TensorInfo>;
  const code = overWindows(`
    let pixels = (min(H, top + FH) - max(0, top)) * (min(W, left + FW) - max(0, left));
    total = total + A[at] / f32(pixels);`);
  const program = { key: 'avg_pool_grad', outputShape: input.shape, inputs: { A: dy }, code };
  return runPerNumber(backend, program, windowConstants(attrs, input.shape));
};

/** The gradient goes to the first of equal largest numbers; tfjs 4.22 gives it to the last. */
export const maxPoolGrad: KernelFunc = ({ inputs, attrs, backend }) => {
  const { dy, input, output } = inputs as Record<'dy' | 'input' | 'output', TensorInfo>;
  const code = `
    fn isFirst(b : i32, y : i32, x : i32, c : i32, top : i32, left : i32, most : f32) -> bool {
      for (var r = max(0, top); r <= y; r = r + 1) {
        for (var k = max(0, left); k < min(W, left + FW); k = k + 1) {
          if (r == y && k >= x) { return true; }
          if (B[((b * H + r) * W + k) * C + c] == most) { return false; }
        }
      }
      return true;
    }
    ${overWindows(`
    let most = D[at];
    if (B[index] == most && isFirst(b, y, x, c, top, left, most)) { total = total + A[at]; }`)}`;
  const program = {
    key: 'max_pool_grad',
    outputShape: input.shape,
    inputs: { A: dy, B: input, D: output },
    code,
  };
  return runPerNumber(backend, program, windowConstants(attrs, input.shape));
};
