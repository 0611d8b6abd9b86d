/** Convolutions and their gradients. */
import type { ValueId } from '../../../capture/index.js';
import { windowGeometry, type WindowGeometry } from '../../passes/index.js';
import {
  nchwcLayout,
  physicalDims,
  blockedFilterLayout,
  oihwFilterLayout,
  permutedLayout,
  nchwLayout,
  transposedBlockedFilterLayout,
  type Layout,
} from '../layout/index.js';
import { NCHWC_DOMAIN, type TensorName } from '../model/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';
import { emitIm2colConvolution, emitIm2colTransposedConvolution } from './convolution-im2col.js';
import { emitFilterGradient } from './filter-gradient.js';
import {
  applyActivation,
  epilogueOf,
  fusedActivationAttributes,
  windowAttributes,
  type ConvolutionEpilogue,
} from './epilogue.js';
import { emitPolyphaseTransposedConvolution } from './polyphase-transposed-convolution.js';

type Four = [number, number, number, number];

/** A filter flipped in both spatial axes; `axis` is the first of them in the layout's dimensions. */
export function flipFilter(
  { graph }: OnnxLoweringContext,
  filter: TensorName,
  layout: Layout,
  axis: number,
): TensorName {
  const dims = physicalDims(layout);
  const area = (dims[axis] ?? 1) * (dims[axis + 1] ?? 1);
  if (area === 1) return filter;
  const offsets = graph.reshape(filter, [...dims.slice(0, axis), area, ...dims.slice(axis + 2)]);
  const order = graph.ints(Array.from({ length: area }, (_, at) => area - 1 - at));
  return graph.reshape(graph.op('Gather', [offsets, order], { axis }), dims);
}

/**
 * Geometry of the convolution that computes the input gradient of a stride-1 convolution (with the flipped filter,
 * input and output channels exchanged); null if padding would be negative or the stride is larger.
 */
export function inputGradientGeometry(
  geo: WindowGeometry,
  imageShape: readonly number[],
  outputShape: readonly number[],
): WindowGeometry | null {
  const pads = [0, 0, 0, 0] as Four;
  for (const axis of [0, 1] as const) {
    const reach = (geo.kernel[axis] - 1) * geo.dilations[axis];
    pads[axis] = reach - geo.pads[axis];
    pads[axis + 2] = (imageShape[axis + 1] ?? 1) + reach - (outputShape[axis + 1] ?? 1) - pads[axis];
  }
  const possible = geo.strides.every((stride) => stride === 1) && pads.every((pad) => pad >= 0);
  return possible ? { ...geo, pads, unused: [0, 0] } : null;
}

/** A convolution; `turn`: the filter is flipped, with input and output channels exchanged. */
interface Convolution {
  x: ValueId;
  filter: ValueId;
  out: ValueId;
  geo: WindowGeometry;
  turn: boolean;
  epilogue: ConvolutionEpilogue;
}

/** The filter as [O, I, kh, kw]. */
function oihwFilter(lowering: OnnxLoweringContext, { filter, turn }: Convolution): TensorName {
  const shape = lowering.shape(filter) as Four;
  const layout = turn ? permutedLayout(shape, [2, 3, 0, 1]) : oihwFilterLayout(shape);
  const stored = lowering.get(filter, layout);
  return turn ? flipFilter(lowering, stored, layout, 2) : stored;
}

/** By the NCHWc kernel, if the channels allow it; returns whether. */
function emitNchwcConvolution(lowering: OnnxLoweringContext, convolution: Convolution): boolean {
  const { graph, plan } = lowering;
  const { x, filter, out, geo, turn, epilogue } = convolution;
  const { block } = plan;
  const shape = lowering.shape(out);
  const [n = 1, height = 1, width = 1, channels = 1] = shape;
  const inChannels = lowering.shape(x)[3] ?? 1;
  const filterShape = lowering.shape(filter) as Four;
  const attributes = windowAttributes(geo);
  const blockedIn = block > 0 && inChannels % block === 0;
  if (block > 0 && channels % block === 0 && (blockedIn || inChannels < block)) {
    const [, h = 1, w = 1] = lowering.shape(x);
    const layout = blockedIn ? nchwcLayout(lowering.shape(x), block) : nchwLayout(lowering.shape(x));
    const image = graph.reshape(lowering.get(x, layout), [n, inChannels, h, w]);
    const filterLayout = turn
      ? transposedBlockedFilterLayout(filterShape, block)
      : blockedFilterLayout(filterShape, block);
    const stored = lowering.get(filter, filterLayout);
    const weights = turn ? flipFilter(lowering, stored, filterLayout, 2) : stored;
    const inputs = [image, graph.reshape(weights, [channels, inChannels, ...geo.kernel])];
    if (epilogue.bias !== undefined) inputs.push(lowering.get(epilogue.bias));
    const result = graph.nchwcOp('Conv', inputs, {
      ...attributes,
      group: 1,
      ...fusedActivationAttributes(epilogue),
    });
    const to = nchwcLayout(shape, block);
    lowering.set(out, graph.reshape(result, physicalDims(to)), to);
    return true;
  }
  if (!blockedIn || channels >= block) return false;
  // Fewer output channels than a block: pad the filter with zeros.
  const weights = oihwFilter(lowering, convolution);
  const layout = nchwcLayout(lowering.shape(x), block);
  const [, h = 1, w = 1] = lowering.shape(x);
  const image = graph.reshape(lowering.get(x, layout), [n, inChannels, h, w]);
  const padded = graph.op('Pad', [weights, graph.ints([0, 0, 0, 0, block - channels, 0, 0, 0])]);
  const blocked = graph.reshape(padded, [block, inChannels / block, block, geo.kernel[0] * geo.kernel[1]]);
  const blockedFilter = graph.reshape(graph.transpose(blocked, [1, 3, 2, 0]), [
    block,
    inChannels,
    ...geo.kernel,
  ]);
  const inputs = [image, blockedFilter];
  if (epilogue.bias !== undefined) {
    inputs.push(graph.op('Pad', [lowering.get(epilogue.bias), graph.ints([0, block - channels])]));
  }
  const result = graph.nchwcOp('Conv', inputs, {
    ...attributes,
    group: 1,
    ...fusedActivationAttributes(epilogue),
  });
  const rows = graph.op('ReorderOutput', [result], { channels, channels_last: 1 }, NCHWC_DOMAIN);
  lowering.set(out, graph.reshape(rows, [n, height, width, channels]));
  return true;
}

/** By ONNX's Conv, on NCHW images. */
function emitNchwConvolution(lowering: OnnxLoweringContext, convolution: Convolution): void {
  const { x, out, geo, epilogue } = convolution;
  const inputs = [lowering.get(x, nchwLayout(lowering.shape(x))), oihwFilter(lowering, convolution)];
  if (epilogue.bias !== undefined) inputs.push(lowering.get(epilogue.bias));
  const result = lowering.graph.op('Conv', inputs, { ...windowAttributes(geo), group: 1 });
  lowering.set(out, applyActivation(lowering, result, epilogue), nchwLayout(lowering.shape(out)));
}

const forward: OnnxEmitter = (lowering, call) => {
  const [x, filter, out] = [
    lowering.input(call, 'x'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const geo = windowGeometry(call.attrs, lowering.shape(filter), lowering.shape(x), lowering.shape(out));
  const epilogue = epilogueOf(call);
  const convolution = { x, filter, out, geo, turn: false, epilogue };
  if (emitNchwcConvolution(lowering, convolution)) return;
  if (lowering.plan.im2col) emitIm2colConvolution(lowering, x, filter, out, geo, epilogue);
  else emitNchwConvolution(lowering, convolution);
};

/** ConvTranspose: the adjoint of a convolution of any stride. */
export function emitConvTranspose(
  lowering: OnnxLoweringContext,
  inputs: TensorName[],
  geo: WindowGeometry,
  group: number,
): TensorName {
  return lowering.graph.op('ConvTranspose', inputs, {
    ...windowAttributes(geo),
    output_padding: geo.unused,
    group,
  });
}

const backpropInput: OnnxEmitter = (lowering, call) => {
  const dy = call.inputs.dy ?? lowering.input(call, 'x');
  const [filter, out] = [lowering.input(call, 'filter'), call.outputs[0] as ValueId];
  const [outputShape, dyShape] = [lowering.shape(out), lowering.shape(dy)];
  const geo = windowGeometry(call.attrs, lowering.shape(filter), outputShape, dyShape);
  const dense = inputGradientGeometry(geo, outputShape, dyShape);
  const epilogue = epilogueOf(call);
  const convolution = dense ? { x: dy, filter, out, geo: dense, turn: true, epilogue } : null;
  const emitted = convolution
    ? emitNchwcConvolution(lowering, convolution)
    : emitPolyphaseTransposedConvolution(lowering, dy, filter, out, geo, epilogue);
  if (emitted) return;
  if (lowering.plan.im2col) {
    emitIm2colTransposedConvolution(lowering, dy, filter, out, geo, epilogue);
    return;
  }
  if (convolution) {
    emitNchwConvolution(lowering, convolution);
    return;
  }
  const inputs = [
    lowering.get(dy, nchwLayout(dyShape)),
    lowering.get(filter, oihwFilterLayout(lowering.shape(filter))),
  ];
  if (epilogue.bias !== undefined) inputs.push(lowering.get(epilogue.bias));
  lowering.set(
    out,
    applyActivation(lowering, emitConvTranspose(lowering, inputs, geo, 1), epilogue),
    nchwLayout(outputShape),
  );
};

const backpropFilter: OnnxEmitter = (lowering, call) => {
  const [x, dy, out] = [lowering.input(call, 'x'), lowering.input(call, 'dy'), call.outputs[0] as ValueId];
  const geo = windowGeometry(call.attrs, lowering.shape(out), lowering.shape(x), lowering.shape(dy));
  emitFilterGradient(lowering, x, dy, out, geo);
};

export const onnxConvolutionEmitters: OnnxEmitterTable = {
  Conv2D: forward,
  Conv2DBackpropInput: backpropInput,
  Conv2DBackpropFilter: backpropFilter,
  '@Convolution': (lowering, call) => (call.attrs.turned ? backpropInput : forward)(lowering, call),
};
