/** Depthwise convolutions and their gradients. */
import type { ValueId } from '../../../capture/index.js';
import { geometry, type Geometry } from '../../passes/index.js';
import { blocks, dims, permuted, planes, type Layout } from '../layout/index.js';
import type { Emitter, EmitterTable, Lowering } from '../lowering.js';
import type { Name } from '../model/index.js';
import { flipped, spread, turned } from './convolution.js';
import { window } from './finish.js';
import { atEachPlace } from './places.js';

type Four = [number, number, number, number];

/** Filters [kh, kw, C, M] as [C * M, 1, kh, kw]. */
function depthwiseFilter(lowering: Lowering, filter: ValueId): Name {
  const [kh, kw, c, m] = lowering.shape(filter) as Four;
  return lowering.graph.reshape(lowering.get(filter, permuted([kh, kw, c, m], [2, 3, 0, 1])), [
    c * m,
    1,
    kh,
    kw,
  ]);
}

/** By the blocked kernel, which has one filter for each channel; says whether it takes them. */
function byChannel(
  lowering: Lowering,
  x: ValueId,
  filter: ValueId,
  out: ValueId,
  geo: Geometry,
  turn: boolean,
): boolean {
  const { graph, plan } = lowering;
  const [n, h, w, c] = lowering.shape(x) as Four;
  const [kh, kw, , m] = lowering.shape(filter) as Four;
  if (plan.block === 0 || c % plan.block !== 0 || m !== 1) return false;
  const image = graph.reshape(lowering.get(x, blocks([n, h, w, c], plan.block)), [n, c, h, w]);
  const how: Layout = { splits: [[kh], [kw], [c / plan.block, plan.block], [1]], order: [2, 0, 1, 3, 4] };
  const lying = lowering.get(filter, how);
  const weights = graph.reshape(turn ? flipped(lowering, lying, how, 1) : lying, [c, 1, kh, kw]);
  const made = graph.blocked('Conv', [image, weights], { ...window(geo), group: c });
  const layout = blocks(lowering.shape(out), plan.block);
  lowering.set(out, graph.reshape(made, dims(layout)), layout);
  return true;
}

const depthwise: Emitter = (lowering, call) => {
  const [x, filter, out] = [
    lowering.input(call, 'x'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const geo = geometry(call.attrs, lowering.shape(filter), lowering.shape(x), lowering.shape(out));
  if (byChannel(lowering, x, filter, out, geo, false)) return;
  const image = lowering.get(x, planes(lowering.shape(x)));
  const made = lowering.graph.op('Conv', [image, depthwiseFilter(lowering, filter)], {
    ...window(geo),
    group: lowering.shape(x)[3] as number,
  });
  lowering.set(out, made, planes(lowering.shape(out)));
};

const depthwiseToInput: Emitter = (lowering, call) => {
  const [dy, filter, out] = [
    lowering.input(call, 'dy'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const geo = geometry(call.attrs, lowering.shape(filter), lowering.shape(out), lowering.shape(dy));
  const dense = turned(geo, lowering.shape(out), lowering.shape(dy));
  if (dense && byChannel(lowering, dy, filter, out, dense, true)) return;
  const image = lowering.get(dy, planes(lowering.shape(dy)));
  const group = lowering.shape(out)[3] as number;
  const weights = depthwiseFilter(lowering, filter);
  lowering.set(
    out,
    dense
      ? turnedDepthwise(lowering, image, weights, dense, group)
      : spread(lowering, [image, weights], geo, group),
    planes(lowering.shape(out)),
  );
};

/** With the filter turned: each channel from those that it was made into. A third of the time of ConvTranspose. */
function turnedDepthwise(lowering: Lowering, image: Name, filter: Name, geo: Geometry, group: number): Name {
  const { graph } = lowering;
  const area = geo.kernel[0] * geo.kernel[1];
  const order = graph.ints(Array.from({ length: area }, (_, at) => area - 1 - at));
  const list = graph.op('Gather', [graph.reshape(filter, [group, -1, area]), order], { axis: 2 });
  return graph.op('Conv', [image, graph.reshape(list, [group, -1, ...geo.kernel])], {
    ...window(geo),
    group,
  });
}

/** Place by place of the filter: the pixels that it saw, times the gradients of what it made of them. */
const depthwiseToFilter: Emitter = (lowering, call) => {
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
    // Within images by all threads, which onnxruntime does not do for several axes at once.
    const each = graph.sum(graph.reshape(both, [n, oh * ow, c * m]), [1]);
    return graph.reshape(graph.sum(each, [0]), [1, c, m]);
  });
  lowering.set(out, graph.reshape(graph.op('Concat', parts, { axis: 0 }), [kh, kw, c, m]));
};

export const depthwiseConvolution: EmitterTable = {
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropInput: depthwiseToInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseToFilter,
};
