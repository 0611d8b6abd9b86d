/** Depthwise convolutions and their gradients. */
import type { ValueId } from '../../../capture/index.js';
import { windowGeometry, type WindowGeometry } from '../../passes/index.js';
import { nchwcLayout, physicalDims, permutedLayout, nchwLayout, type Layout } from '../layout/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';
import type { TensorName } from '../model/index.js';
import { flipFilter, emitConvTranspose, inputGradientGeometry } from './convolution.js';
import { windowAttributes } from './epilogue.js';
import { mapKernelOffsets } from './kernel-offsets.js';
import { reducePairwise } from './pairwise-summation.js';

type Four = [number, number, number, number];

/** The filter as [C, M, kh, kw], optionally flipped. */
function oihwFilter(lowering: OnnxLoweringContext, filter: ValueId, transposeFilter: boolean): TensorName {
  const layout = permutedLayout(lowering.shape(filter), [2, 3, 0, 1]);
  const stored = lowering.get(filter, layout);
  return transposeFilter ? flipFilter(lowering, stored, layout, 2) : stored;
}

/**
 * Depthwise convolution with multiplier M, or its input gradient (flipped filter), which takes a third of
 * ConvTranspose's time. onnxruntime's NCHWc kernel supports a multiplier of 1 only.
 */
function emitDepthwiseConvolution(
  lowering: OnnxLoweringContext,
  x: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: WindowGeometry,
  transposeFilter: boolean,
): void {
  const { graph, plan } = lowering;
  const [n, h, w, from] = lowering.shape(x) as Four;
  const [kh, kw, c, m] = lowering.shape(filter) as Four;
  const attributes = { ...windowAttributes(geo), group: c };
  if (m === 1 && lowering.isBlockable(x)) {
    const { block } = plan;
    const image = graph.reshape(lowering.get(x, nchwcLayout([n, h, w, c], block)), [n, c, h, w]);
    const filterLayout: Layout = { splits: [[kh], [kw], [c / block, block], [1]], order: [2, 0, 1, 3, 4] };
    const stored = lowering.get(filter, filterLayout);
    const weights = graph.reshape(transposeFilter ? flipFilter(lowering, stored, filterLayout, 1) : stored, [
      c,
      1,
      kh,
      kw,
    ]);
    const layout = nchwcLayout(lowering.shape(out), block);
    lowering.set(
      out,
      graph.reshape(graph.nchwcOp('Conv', [image, weights], attributes), physicalDims(layout)),
      layout,
    );
    return;
  }
  const image = lowering.get(x, nchwLayout([n, h, w, from]));
  const weights = oihwFilter(lowering, filter, transposeFilter);
  const result = graph.op(
    'Conv',
    [image, transposeFilter ? weights : graph.reshape(weights, [c * m, 1, kh, kw])],
    attributes,
  );
  lowering.set(out, result, nchwLayout(lowering.shape(out)));
}

const forward: OnnxEmitter = (lowering, call) => {
  const [x, filter, out] = [
    lowering.input(call, 'x'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const geo = windowGeometry(call.attrs, lowering.shape(filter), lowering.shape(x), lowering.shape(out));
  emitDepthwiseConvolution(lowering, x, filter, out, geo, false);
};

const backpropInput: OnnxEmitter = (lowering, call) => {
  const [dy, filter, out] = [
    lowering.input(call, 'dy'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const [outputShape, dyShape] = [lowering.shape(out), lowering.shape(dy)];
  const [kh, kw, c, m] = lowering.shape(filter) as Four;
  const geo = windowGeometry(call.attrs, [kh, kw], outputShape, dyShape);
  const dense = inputGradientGeometry(geo, outputShape, dyShape);
  if (dense) return emitDepthwiseConvolution(lowering, dy, filter, out, dense, true);
  const weights = lowering.graph.reshape(oihwFilter(lowering, filter, false), [c * m, 1, kh, kw]);
  const result = emitConvTranspose(lowering, [lowering.get(dy, nchwLayout(dyShape)), weights], geo, c);
  lowering.set(out, result, nchwLayout(outputShape));
};

/** Per kernel offset: strided slice of x times dy, summed. */
const backpropFilter: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const [x, dy, out] = [lowering.input(call, 'x'), lowering.input(call, 'dy'), call.outputs[0] as ValueId];
  const [n, , , c] = lowering.shape(x) as Four;
  const [kh, kw, , m] = lowering.shape(out) as Four;
  const [, oh, ow] = lowering.shape(dy) as Four;
  const geo = windowGeometry(call.attrs, lowering.shape(out), lowering.shape(x), lowering.shape(dy));
  const [top, left, bottom, right] = geo.pads;
  const padded = graph.op('Pad', [lowering.get(x), graph.ints([0, top, left, 0, 0, bottom, right, 0])]);
  const dyPerChannel = graph.reshape(lowering.get(dy), [n, oh, ow, c, m]);
  const parts = mapKernelOffsets(graph, padded, geo, [oh, ow], (pixels) => {
    const products = graph.op('Mul', [graph.reshape(pixels, [n, oh, ow, c, 1]), dyPerChannel]);
    const rows = [n * oh * ow, c * m];
    const sum = reducePairwise(graph, 'ReduceSum', graph.reshape(products, rows), rows, [0]);
    return graph.reshape(sum, [1, c, m]);
  });
  lowering.set(out, graph.reshape(graph.op('Concat', parts, { axis: 0 }), [kh, kw, c, m]));
};

export const onnxDepthwiseConvolutionEmitters: OnnxEmitterTable = {
  DepthwiseConv2dNative: forward,
  DepthwiseConv2dNativeBackpropInput: backpropInput,
  DepthwiseConv2dNativeBackpropFilter: backpropFilter,
};
