/** Convolutions and their gradients. */
import type { ValueId } from '../../../capture/index.js';
import { geometry, type Geometry } from '../../passes/index.js';
import {
  blocks,
  dims,
  filterBlocks,
  filterPlanes,
  permuted,
  planes,
  turnedFilterBlocks,
  type Layout,
} from '../layout/index.js';
import { BLOCKED, type Name } from '../model/index.js';
import type { Emitter, EmitterTable, Lowering } from '../lowering.js';
import { convolveColumns, spreadColumns } from './convolution-columns.js';
import { filterGradient } from './filter-gradient.js';
import { activated, finishOf, fused, window, type Finish } from './finish.js';
import { byPhases } from './phases.js';

type Four = [number, number, number, number];

/** Rows and columns of a filter from the end to the beginning; their dimensions start at `axis`. */
export function flipped({ graph }: Lowering, filter: Name, layout: Layout, axis: number): Name {
  const sides = dims(layout);
  const area = (sides[axis] ?? 1) * (sides[axis + 1] ?? 1);
  if (area === 1) return filter;
  const list = graph.reshape(filter, [...sides.slice(0, axis), area, ...sides.slice(axis + 2)]);
  const order = graph.ints(Array.from({ length: area }, (_, at) => area - 1 - at));
  return graph.reshape(graph.op('Gather', [list, order], { axis }), sides);
}

/** The windows of the convolution with the turned filter that undoes one of stride 1; null where there is none. */
export function turned(geo: Geometry, big: readonly number[], small: readonly number[]): Geometry | null {
  const pads = [0, 0, 0, 0] as Four;
  for (const axis of [0, 1] as const) {
    const reach = (geo.kernel[axis] - 1) * geo.dilations[axis];
    pads[axis] = reach - geo.pads[axis];
    pads[axis + 2] = (big[axis + 1] ?? 1) + reach - (small[axis + 1] ?? 1) - pads[axis];
  }
  const possible = geo.strides.every((stride) => stride === 1) && pads.every((pad) => pad >= 0);
  return possible ? { ...geo, pads, unused: [0, 0] } : null;
}

/** A convolution of stride 1 or more, with a filter that is as it is, or turned (flipped, inputs and outputs exchanged). */
interface Convolution {
  x: ValueId;
  filter: ValueId;
  out: ValueId;
  geo: Geometry;
  turn: boolean;
  finish: Finish;
}

/** The filter as [O, I, kh, kw]. */
function filterInPlanes(lowering: Lowering, { filter, turn }: Convolution): Name {
  const whole = lowering.shape(filter) as Four;
  const how = turn ? permuted(whole, [2, 3, 0, 1]) : filterPlanes(whole);
  const lying = lowering.get(filter, how);
  return turn ? flipped(lowering, lying, how, 2) : lying;
}

/** By blocked kernels, if those take it; says whether they do. */
function convolveBlocked(lowering: Lowering, convolution: Convolution): boolean {
  const { graph, plan } = lowering;
  const { x, filter, out, geo, turn, finish } = convolution;
  const { block } = plan;
  const shape = lowering.shape(out);
  const [n = 1, height = 1, width = 1, channels = 1] = shape;
  const from = lowering.shape(x)[3] ?? 1;
  const whole = lowering.shape(filter) as Four;
  const attributes = window(geo);
  const blockedIn = block > 0 && from % block === 0;
  if (block > 0 && channels % block === 0 && (blockedIn || from < block)) {
    const [, h = 1, w = 1] = lowering.shape(x);
    const layout = blockedIn ? blocks(lowering.shape(x), block) : planes(lowering.shape(x));
    const image = graph.reshape(lowering.get(x, layout), [n, from, h, w]);
    const how = turn ? turnedFilterBlocks(whole, block) : filterBlocks(whole, block);
    const lying = lowering.get(filter, how);
    const weights = turn ? flipped(lowering, lying, how, 2) : lying;
    const inputs = [image, graph.reshape(weights, [channels, from, ...geo.kernel])];
    if (finish.bias !== undefined) inputs.push(lowering.get(finish.bias));
    const made = graph.blocked('Conv', inputs, { ...attributes, group: 1, ...fused(finish) });
    const to = blocks(shape, block);
    lowering.set(out, graph.reshape(made, dims(to)), to);
    return true;
  }
  if (!blockedIn || channels >= block) return false;
  // Few channels come out: with zeros for those that are missing it is a blocked convolution like any other.
  const weights = filterInPlanes(lowering, convolution);
  const layout = blocks(lowering.shape(x), block);
  const [, h = 1, w = 1] = lowering.shape(x);
  const image = graph.reshape(lowering.get(x, layout), [n, from, h, w]);
  const padded = graph.op('Pad', [weights, graph.ints([0, 0, 0, 0, block - channels, 0, 0, 0])]);
  const cut = graph.reshape(padded, [block, from / block, block, geo.kernel[0] * geo.kernel[1]]);
  const blockedFilter = graph.reshape(graph.transpose(cut, [1, 3, 2, 0]), [block, from, ...geo.kernel]);
  const inputs = [image, blockedFilter];
  if (finish.bias !== undefined) {
    inputs.push(graph.op('Pad', [lowering.get(finish.bias), graph.ints([0, block - channels])]));
  }
  const made = graph.blocked('Conv', inputs, { ...attributes, group: 1, ...fused(finish) });
  const rows = graph.op('ReorderOutput', [made], { channels, channels_last: 1 }, BLOCKED);
  lowering.set(out, graph.reshape(rows, [n, height, width, channels]));
  return true;
}

/** By ONNX's own operator, on planes. */
function convolvePlanes(lowering: Lowering, convolution: Convolution): void {
  const { x, out, geo, finish } = convolution;
  const inputs = [lowering.get(x, planes(lowering.shape(x))), filterInPlanes(lowering, convolution)];
  if (finish.bias !== undefined) inputs.push(lowering.get(finish.bias));
  const made = lowering.graph.op('Conv', inputs, { ...window(geo), group: 1 });
  lowering.set(out, activated(lowering, made, finish), planes(lowering.shape(out)));
}

const forward: Emitter = (lowering, call) => {
  const [x, filter, out] = [
    lowering.input(call, 'x'),
    lowering.input(call, 'filter'),
    call.outputs[0] as ValueId,
  ];
  const geo = geometry(call.attrs, lowering.shape(filter), lowering.shape(x), lowering.shape(out));
  const finish = finishOf(call);
  const convolution = { x, filter, out, geo, turn: false, finish };
  if (convolveBlocked(lowering, convolution)) return;
  if (lowering.plan.columns) convolveColumns(lowering, x, filter, out, geo, finish);
  else convolvePlanes(lowering, convolution);
};

/** Spread each pixel over a window: what undoes a convolution of any stride. */
export function spread(lowering: Lowering, inputs: Name[], geo: Geometry, group: number): Name {
  return lowering.graph.op('ConvTranspose', inputs, {
    ...window(geo),
    output_padding: geo.unused,
    group,
  });
}

const toInput: Emitter = (lowering, call) => {
  const dy = call.inputs.dy ?? lowering.input(call, 'x');
  const [filter, out] = [lowering.input(call, 'filter'), call.outputs[0] as ValueId];
  const [big, small] = [lowering.shape(out), lowering.shape(dy)];
  const geo = geometry(call.attrs, lowering.shape(filter), big, small);
  const dense = turned(geo, big, small);
  const finish = finishOf(call);
  const convolution = dense ? { x: dy, filter, out, geo: dense, turn: true, finish } : null;
  const done = convolution
    ? convolveBlocked(lowering, convolution)
    : byPhases(lowering, dy, filter, out, geo, finish);
  if (done) return;
  if (lowering.plan.columns) {
    spreadColumns(lowering, dy, filter, out, geo, finish);
    return;
  }
  if (convolution) {
    convolvePlanes(lowering, convolution);
    return;
  }
  const inputs = [
    lowering.get(dy, planes(small)),
    lowering.get(filter, filterPlanes(lowering.shape(filter))),
  ];
  if (finish.bias !== undefined) inputs.push(lowering.get(finish.bias));
  lowering.set(out, activated(lowering, spread(lowering, inputs, geo, 1), finish), planes(big));
};

const toFilter: Emitter = (lowering, call) => {
  const [x, dy, out] = [lowering.input(call, 'x'), lowering.input(call, 'dy'), call.outputs[0] as ValueId];
  const geo = geometry(call.attrs, lowering.shape(out), lowering.shape(x), lowering.shape(dy));
  filterGradient(lowering, x, dy, out, geo);
};

export const convolution: EmitterTable = {
  Conv2D: forward,
  Conv2DBackpropInput: toInput,
  Conv2DBackpropFilter: toFilter,
  '@Convolution': (lowering, call) => (call.attrs.turned ? toInput : forward)(lowering, call),
};
