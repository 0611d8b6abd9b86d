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

/** Rows and columns of a filter from the end to the beginning; their dimensions start at `axis`. */
export function flipFilter(
  { graph }: OnnxLoweringContext,
  filter: TensorName,
  layout: Layout,
  axis: number,
): TensorName {
  const sides = physicalDims(layout);
  const area = (sides[axis] ?? 1) * (sides[axis + 1] ?? 1);
  if (area === 1) return filter;
  const list = graph.reshape(filter, [...sides.slice(0, axis), area, ...sides.slice(axis + 2)]);
  const order = graph.ints(Array.from({ length: area }, (_, at) => area - 1 - at));
  return graph.reshape(graph.op('Gather', [list, order], { axis }), sides);
}

/** The windows of the convolution with the turned filter that undoes one of stride 1; null where there is none. */
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

/** A convolution of stride 1 or more, with a filter that is as it is, or turned (flipped, inputs and outputs exchanged). */
interface Convolution {
  x: ValueId;
  filter: ValueId;
  out: ValueId;
  geo: WindowGeometry;
  turn: boolean;
  finish: ConvolutionEpilogue;
}

/** The filter as [O, I, kh, kw]. */
function oihwFilter(lowering: OnnxLoweringContext, { filter, turn }: Convolution): TensorName {
  const whole = lowering.shape(filter) as Four;
  const how = turn ? permutedLayout(whole, [2, 3, 0, 1]) : oihwFilterLayout(whole);
  const lying = lowering.get(filter, how);
  return turn ? flipFilter(lowering, lying, how, 2) : lying;
}

/** By blocked kernels, if those take it; says whether they do. */
function emitNchwcConvolution(lowering: OnnxLoweringContext, convolution: Convolution): boolean {
  const { graph, plan } = lowering;
  const { x, filter, out, geo, turn, finish } = convolution;
  const { block } = plan;
  const shape = lowering.shape(out);
  const [n = 1, height = 1, width = 1, channels = 1] = shape;
  const from = lowering.shape(x)[3] ?? 1;
  const whole = lowering.shape(filter) as Four;
  const attributes = windowAttributes(geo);
  const blockedIn = block > 0 && from % block === 0;
  if (block > 0 && channels % block === 0 && (blockedIn || from < block)) {
    const [, h = 1, w = 1] = lowering.shape(x);
    const layout = blockedIn ? nchwcLayout(lowering.shape(x), block) : nchwLayout(lowering.shape(x));
    const image = graph.reshape(lowering.get(x, layout), [n, from, h, w]);
    const how = turn ? transposedBlockedFilterLayout(whole, block) : blockedFilterLayout(whole, block);
    const lying = lowering.get(filter, how);
    const weights = turn ? flipFilter(lowering, lying, how, 2) : lying;
    const inputs = [image, graph.reshape(weights, [channels, from, ...geo.kernel])];
    if (finish.bias !== undefined) inputs.push(lowering.get(finish.bias));
    const made = graph.nchwcOp('Conv', inputs, {
      ...attributes,
      group: 1,
      ...fusedActivationAttributes(finish),
    });
    const to = nchwcLayout(shape, block);
    lowering.set(out, graph.reshape(made, physicalDims(to)), to);
    return true;
  }
  if (!blockedIn || channels >= block) return false;
  // Few channels come out: with zeros for those that are missing it is a blocked convolution like any other.
  const weights = oihwFilter(lowering, convolution);
  const layout = nchwcLayout(lowering.shape(x), block);
  const [, h = 1, w = 1] = lowering.shape(x);
  const image = graph.reshape(lowering.get(x, layout), [n, from, h, w]);
  const padded = graph.op('Pad', [weights, graph.ints([0, 0, 0, 0, block - channels, 0, 0, 0])]);
  const cut = graph.reshape(padded, [block, from / block, block, geo.kernel[0] * geo.kernel[1]]);
  const blockedFilter = graph.reshape(graph.transpose(cut, [1, 3, 2, 0]), [block, from, ...geo.kernel]);
  const inputs = [image, blockedFilter];
  if (finish.bias !== undefined) {
    inputs.push(graph.op('Pad', [lowering.get(finish.bias), graph.ints([0, block - channels])]));
  }
  const made = graph.nchwcOp('Conv', inputs, {
    ...attributes,
    group: 1,
    ...fusedActivationAttributes(finish),
  });
  const rows = graph.op('ReorderOutput', [made], { channels, channels_last: 1 }, NCHWC_DOMAIN);
  lowering.set(out, graph.reshape(rows, [n, height, width, channels]));
  return true;
}

/** By ONNX's own operator, on planes. */
function emitNchwConvolution(lowering: OnnxLoweringContext, convolution: Convolution): void {
  const { x, out, geo, finish } = convolution;
  const inputs = [lowering.get(x, nchwLayout(lowering.shape(x))), oihwFilter(lowering, convolution)];
  if (finish.bias !== undefined) inputs.push(lowering.get(finish.bias));
  const made = lowering.graph.op('Conv', inputs, { ...windowAttributes(geo), group: 1 });
  lowering.set(out, applyActivation(lowering, made, finish), nchwLayout(lowering.shape(out)));
}

const forward: OnnxEmitter = (lowering, call) => {
  const [x, filter, out] = [
    lowering.input(call, 'x'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const geo = windowGeometry(call.attrs, lowering.shape(filter), lowering.shape(x), lowering.shape(out));
  const finish = epilogueOf(call);
  const convolution = { x, filter, out, geo, turn: false, finish };
  if (emitNchwcConvolution(lowering, convolution)) return;
  if (lowering.plan.im2col) emitIm2colConvolution(lowering, x, filter, out, geo, finish);
  else emitNchwConvolution(lowering, convolution);
};

/** Spread each pixel over a window: what undoes a convolution of any stride. */
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
  const [big, small] = [lowering.shape(out), lowering.shape(dy)];
  const geo = windowGeometry(call.attrs, lowering.shape(filter), big, small);
  const dense = inputGradientGeometry(geo, big, small);
  const finish = epilogueOf(call);
  const convolution = dense ? { x: dy, filter, out, geo: dense, turn: true, finish } : null;
  const done = convolution
    ? emitNchwcConvolution(lowering, convolution)
    : emitPolyphaseTransposedConvolution(lowering, dy, filter, out, geo, finish);
  if (done) return;
  if (lowering.plan.im2col) {
    emitIm2colTransposedConvolution(lowering, dy, filter, out, geo, finish);
    return;
  }
  if (convolution) {
    emitNchwConvolution(lowering, convolution);
    return;
  }
  const inputs = [
    lowering.get(dy, nchwLayout(small)),
    lowering.get(filter, oihwFilterLayout(lowering.shape(filter))),
  ];
  if (finish.bias !== undefined) inputs.push(lowering.get(finish.bias));
  lowering.set(
    out,
    applyActivation(lowering, emitConvTranspose(lowering, inputs, geo, 1), finish),
    nchwLayout(big),
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
