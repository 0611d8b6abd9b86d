/** Depthwise convolutions and their gradients. */
import type { ValueId } from '../../../capture/index.js';
import { geometry, type Geometry } from '../../passes/index.js';
import { blocks, dims, permuted, planes, type Layout } from '../layout/index.js';
import type { Emitter, EmitterTable, Lowering } from '../lowering.js';
import type { Name } from '../model/index.js';
import { flipped, spread, turned } from './convolution.js';
import { window } from './finish.js';
import { atEachPlace } from './places.js';
import { reduceInParts } from './sums.js';

type Four = [number, number, number, number];

/** The filter in planes, [C, M, kh, kw], as it is or turned. */
function filterInPlanes(lowering: Lowering, filter: ValueId, turn: boolean): Name {
  const how = permuted(lowering.shape(filter), [2, 3, 0, 1]);
  const lying = lowering.get(filter, how);
  return turn ? flipped(lowering, lying, how, 2) : lying;
}

/**
 * Each channel by itself: into M with the filter as it is, from M with the filter turned, which takes a third of the time
 * of ConvTranspose. Onnxruntime's blocked kernel has one filter for each channel.
 */
function convolve(
  lowering: Lowering,
  x: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: Geometry,
  turn: boolean,
): void {
  const { graph, plan } = lowering;
  const [n, h, w, from] = lowering.shape(x) as Four;
  const [kh, kw, c, m] = lowering.shape(filter) as Four;
  const how = { ...window(geo), group: c };
  if (m === 1 && lowering.isBlockable(x)) {
    const { block } = plan;
    const image = graph.reshape(lowering.get(x, blocks([n, h, w, c], block)), [n, c, h, w]);
    const lies: Layout = { splits: [[kh], [kw], [c / block, block], [1]], order: [2, 0, 1, 3, 4] };
    const lying = lowering.get(filter, lies);
    const weights = graph.reshape(turn ? flipped(lowering, lying, lies, 1) : lying, [c, 1, kh, kw]);
    const layout = blocks(lowering.shape(out), block);
    lowering.set(out, graph.reshape(graph.blocked('Conv', [image, weights], how), dims(layout)), layout);
    return;
  }
  const image = lowering.get(x, planes([n, h, w, from]));
  const weights = filterInPlanes(lowering, filter, turn);
  const made = graph.op('Conv', [image, turn ? weights : graph.reshape(weights, [c * m, 1, kh, kw])], how);
  lowering.set(out, made, planes(lowering.shape(out)));
}

const forward: Emitter = (lowering, call) => {
  const [x, filter, out] = [
    lowering.input(call, 'x'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const geo = geometry(call.attrs, lowering.shape(filter), lowering.shape(x), lowering.shape(out));
  convolve(lowering, x, filter, out, geo, false);
};

const toInput: Emitter = (lowering, call) => {
  const [dy, filter, out] = [
    lowering.input(call, 'dy'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const [big, small] = [lowering.shape(out), lowering.shape(dy)];
  const [kh, kw, c, m] = lowering.shape(filter) as Four;
  const geo = geometry(call.attrs, [kh, kw], big, small);
  const dense = turned(geo, big, small);
  if (dense) return convolve(lowering, dy, filter, out, dense, true);
  const weights = lowering.graph.reshape(filterInPlanes(lowering, filter, false), [c * m, 1, kh, kw]);
  const made = spread(lowering, [lowering.get(dy, planes(small)), weights], geo, c);
  lowering.set(out, made, planes(big));
};

/** Place by place of the filter: the pixels that it saw, times the gradients of what it made of them. */
const toFilter: Emitter = (lowering, call) => {
  const { graph } = lowering;
  const [x, dy, out] = [lowering.input(call, 'x'), lowering.input(call, 'dy'), call.outputs[0] as ValueId];
  const [n, , , c] = lowering.shape(x) as Four;
  const [kh, kw, , m] = lowering.shape(out) as Four;
  const [, oh, ow] = lowering.shape(dy) as Four;
  const geo = geometry(call.attrs, lowering.shape(out), lowering.shape(x), lowering.shape(dy));
  const [top, left, bottom, right] = geo.pads;
  const padded = graph.op('Pad', [lowering.get(x), graph.ints([0, top, left, 0, 0, bottom, right, 0])]);
  const slopes = graph.reshape(lowering.get(dy), [n, oh, ow, c, m]);
  const parts = atEachPlace(graph, padded, geo, [oh, ow], (seen) => {
    const both = graph.op('Mul', [graph.reshape(seen, [n, oh, ow, c, 1]), slopes]);
    const rows = [n * oh * ow, c * m];
    const sum = reduceInParts(graph, 'ReduceSum', graph.reshape(both, rows), rows, [0]);
    return graph.reshape(sum, [1, c, m]);
  });
  lowering.set(out, graph.reshape(graph.op('Concat', parts, { axis: 0 }), [kh, kw, c, m]));
};

export const depthwiseConvolution: EmitterTable = {
  DepthwiseConv2dNative: forward,
  DepthwiseConv2dNativeBackpropInput: toInput,
  DepthwiseConv2dNativeBackpropFilter: toFilter,
};
