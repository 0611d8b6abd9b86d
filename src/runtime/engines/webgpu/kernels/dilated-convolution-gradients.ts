/** Gradients of convolutions with dilation_rate: tfjs's kernels ignore `dilations` (4.22). */
import type { backend_util, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { convolutionInfo, isDilatedGradient, type KernelCorrections } from '../../tfjs/index.js';
import { PIXEL } from './places.js';
import { runPerNumber } from './run-program.js';

/** Constants of the code; `M` is the number of output channels of each input channel where it is depthwise. */
const constantsOf = (info: backend_util.Conv2DInfo): Record<string, number> => ({
  N: info.batchSize,
  H: info.inHeight,
  W: info.inWidth,
  C: info.inChannels,
  OH: info.outHeight,
  OW: info.outWidth,
  O: info.outChannels,
  M: Math.max(1, Math.floor(info.outChannels / info.inChannels)),
  FH: info.filterHeight,
  FW: info.filterWidth,
  SH: info.strideHeight,
  SW: info.strideWidth,
  DH: info.dilationHeight,
  DW: info.dilationWidth,
  TOP: info.padInfo.top,
  LEFT: info.padInfo.left,
});

/** A is dy, B the filter. */
const inputGradient = (perWindow: string) => `
  fn value(index : i32) -> f32 {${PIXEL}
    var total = 0.0;
    for (var r = 0; r < FH; r = r + 1) {
      let fromTop = y + TOP - r * DH;
      if (fromTop < 0 || fromTop % SH != 0 || fromTop / SH >= OH) { continue; }
      for (var k = 0; k < FW; k = k + 1) {
        let fromLeft = x + LEFT - k * DW;
        if (fromLeft < 0 || fromLeft % SW != 0 || fromLeft / SW >= OW) { continue; }
        let window = ((b * OH + fromTop / SH) * OW + fromLeft / SW) * O;
        let weight = (r * FW + k) * C + c;
        ${perWindow}
      }
    }
    return total;
  }`;

/** A is the image, B is dy. Rows are summed by themselves first: so errors of a long sum grow less. */
const filterGradient = (channels: string) => `
  fn value(index : i32) -> f32 {
    ${channels}
    let k = (index / PER_OFFSET) % FW;
    let r = index / (PER_OFFSET * FW);
    var total = 0.0;
    for (var b = 0; b < N; b = b + 1) {
      for (var row = 0; row < OH; row = row + 1) {
        let y = row * SH - TOP + r * DH;
        if (y < 0 || y >= H) { continue; }
        var rowTotal = 0.0;
        for (var column = 0; column < OW; column = column + 1) {
          let x = column * SW - LEFT + k * DW;
          if (x < 0 || x >= W) { continue; }
          rowTotal = rowTotal + A[((b * H + y) * W + x) * C + c] * B[((b * OH + row) * OW + column) * O + o];
        }
        total = total + rowTotal;
      }
    }
    return total;
  }`;

function backpropInput(depthwise: boolean): KernelFunc {
  const code = inputGradient(`
    for (var o = 0; o < ${depthwise ? 'M' : 'O'}; o = o + 1) {
      total = total + A[window + ${depthwise ? 'c * M + o] * B[weight * M + o]' : 'o] * B[weight * O + o]'};
    }`);
  return ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
    const { inputShape } = attrs as unknown as { inputShape: number[] };
    const info = convolutionInfo(attrs, inputShape, filter.shape, depthwise);
    const key = `dilated_input_gradient_${depthwise}`;
    const program = { key, outputShape: inputShape, inputs: { A: dy, B: filter }, code };
    return runPerNumber(backend, program, constantsOf(info));
  };
}

function backpropFilter(depthwise: boolean): KernelFunc {
  const code = filterGradient(
    depthwise
      ? 'let c = (index / M) % C; let o = index % (C * M); const PER_OFFSET = C * M;'
      : 'let c = (index / O) % C; let o = index % O; const PER_OFFSET = C * O;',
  );
  return ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
    const { filterShape } = attrs as unknown as { filterShape: number[] };
    const info = convolutionInfo(attrs, x.shape, filterShape, depthwise);
    const key = `dilated_filter_gradient_${depthwise}`;
    const program = { key, outputShape: filterShape, inputs: { A: x, B: dy }, code };
    return runPerNumber(backend, program, constantsOf(info));
  };
}

const dilated: Readonly<Record<string, KernelFunc>> = {
  Conv2DBackpropInput: backpropInput(false),
  Conv2DBackpropFilter: backpropFilter(false),
  DepthwiseConv2dNativeBackpropInput: backpropInput(true),
  DepthwiseConv2dNativeBackpropFilter: backpropFilter(true),
};

/** tfjs's kernels without dilation, as they are faster; these with it. */
export const dilatedConvolutionGradients: KernelCorrections = Object.fromEntries(
  Object.entries(dilated).map(([name, kernel]) => [
    name,
    (own: KernelFunc): KernelFunc =>
      (call) =>
        isDilatedGradient(name, call.attrs) ? kernel(call) : own(call),
  ]),
);
