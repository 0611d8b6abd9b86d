/** Kernels that move numbers about. */
import { isTurn } from '../layout.js';
import {
  axesIn,
  axisIn,
  cast,
  input,
  listed,
  output,
  sizeOf,
  type Emitter,
  type EmitterTable,
  type Lowering,
} from '../lowering.js';

const reshape: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const out = output(call);
  const shape = lowering.shape(out);
  lowering.set(out, graph.op('Reshape', [lowering.get(input(call, 'x')), graph.ints(shape)]), 'plain');
};

const transpose: Emitter = (call, lowering) => {
  const [x, out] = [input(call, 'x'), output(call)];
  // What is turned to channels last lies as images with channels in front should: nothing is moved.
  if (lowering.layout(out) === 'nchw' && isTurn(call, [0, 2, 3, 1])) {
    return lowering.set(out, lowering.get(x), 'nchw');
  }
  if (lowering.layout(x) === 'nchw' && isTurn(call, [0, 3, 1, 2])) {
    return lowering.set(out, lowering.get(x, 'nchw'), 'plain');
  }
  const perm = call.attrs.perm as number[];
  lowering.set(out, lowering.graph.op('Transpose', [lowering.get(x)], { perm }), 'plain');
};

const slice: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const layout = lowering.layout(out);
  const begin = axesIn(layout, call.attrs.begin as number[]);
  const size = axesIn(layout, call.attrs.size as number[]);
  if (begin.length === 0) return lowering.set(out, lowering.get(x));
  const end = begin.map((from, at) => from + size[at]!);
  lowering.set(out, graph.op('Slice', [lowering.get(x, layout), graph.ints(begin), graph.ints(end)]));
};

const reverse: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const layout = lowering.layout(out);
  const axes = (call.attrs.dims as number[]).map((axis) => axisIn(layout, axis));
  const given = lowering.get(x, layout);
  if (axes.length === 0) return lowering.set(out, given);
  const each = (value: number) => graph.ints(axes.map(() => value));
  const FIRST = -(2 ** 31);
  lowering.set(out, graph.op('Slice', [given, each(-1), each(FIRST), graph.ints(axes), each(-1)]));
};

const concat: Emitter = (call, lowering) => {
  const out = output(call);
  const layout = lowering.layout(out);
  const axis = axisIn(layout, Number(call.attrs.axis));
  const parts = listed(call).map((id) => lowering.get(id, layout));
  lowering.set(out, lowering.graph.op('Concat', parts, { axis }));
};

const pack: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const out = output(call);
  const axis = Number(call.attrs.axis);
  const shape = lowering.shape(out).map((side, at) => (at === axis ? 1 : side));
  const parts = listed(call).map((id) => graph.op('Reshape', [lowering.get(id), graph.ints(shape)]));
  lowering.set(out, graph.op('Concat', parts, { axis }), 'plain');
};

const unpack: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const x = lowering.get(input(call, 'value'));
  const axis = Number(call.attrs.axis);
  call.outputs.forEach((out, at) => {
    const place = graph.constant('int64', [], [at]);
    lowering.set(out, graph.op('Gather', [x, place], { axis }), 'plain');
  });
};

const splitV: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const sizes = call.attrs.numOrSizeSplits as number[];
  const axis = Number(call.attrs.axis);
  const names = graph.ops(
    'Split',
    [lowering.get(input(call, 'x')), graph.ints(sizes)],
    { axis },
    sizes.length,
  );
  call.outputs.forEach((out, at) => lowering.set(out, names[at]!, 'plain'));
};

const pad: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const layout = lowering.layout(out);
  const paddings = axesIn(layout, call.attrs.paddings as number[][]);
  const pads = graph.ints([...paddings.map(([before]) => before!), ...paddings.map(([, after]) => after!)]);
  const to = lowering.dtype(out);
  const given = lowering.get(x, layout);
  const value = Number(call.attrs.constantValue);
  if (to === 'float32') return lowering.set(out, graph.op('Pad', [given, pads, graph.number(value)]));
  const whole = to === 'bool' ? cast(graph, given, 'int32') : given;
  const padded = graph.op('Pad', [whole, pads, graph.constant('int32', [], [value])]);
  lowering.set(out, to === 'bool' ? cast(graph, padded, 'bool') : padded);
};

/** Mirrored edges by looking each place up. `reflect` leaves the edge itself out, `symmetric` repeats it. */
const mirrorPad: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const offset = call.attrs.mode === 'reflect' ? 1 : 0;
  let name = lowering.get(x);
  (call.attrs.paddings as number[][]).forEach(([before = 0, after = 0], axis) => {
    if (before === 0 && after === 0) return;
    const side = lowering.shape(x)[axis]!;
    const places = Array.from({ length: before + side + after }, (_, at) => {
      const place = at - before;
      if (place < 0) return -place - 1 + offset;
      return place < side ? place : 2 * side - 1 - place - offset;
    });
    name = graph.op('Gather', [name, graph.ints(places)], { axis });
  });
  lowering.set(out, name, 'plain');
};

const gather: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, indices] = [lowering.get(input(call, 'x')), lowering.get(input(call, 'indices'))];
  const axis = Number(call.attrs.axis);
  const batchDims = Number(call.attrs.batchDims);
  const out = output(call);
  if (batchDims === 0) return lowering.set(out, graph.op('Gather', [x, indices], { axis }), 'plain');
  if (axis !== batchDims)
    throw new Error(`${call.scope}: GatherV2 with axis ${axis} and batchDims ${batchDims}`);
  const shape = lowering.shape(input(call, 'indices'));
  const rows = graph.op('Reshape', [cast(graph, indices, 'int64'), graph.ints([...shape, 1])]);
  lowering.set(out, graph.op('GatherND', [x, rows], { batch_dims: batchDims }), 'plain');
};

const segmentSum: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, segments, out] = [input(call, 'x'), input(call, 'segmentIds'), output(call)];
  const shape = lowering.shape(segments);
  const rows = graph.op('Reshape', [cast(graph, lowering.get(segments), 'int64'), graph.ints([...shape, 1])]);
  const zeros = zerosOf(lowering, lowering.shape(out), lowering.dtype(out));
  lowering.set(out, graph.op('ScatterND', [zeros, rows, lowering.get(x)], { reduction: 'add' }), 'plain');
};

function zerosOf({ graph }: Lowering, shape: readonly number[], dtype: string): string {
  const type = dtype === 'float32' ? 'float32' : 'int32';
  const zero = graph.constant(
    type,
    shape.map(() => 1),
    [0],
  );
  return graph.op('Expand', [zero, graph.ints(shape)]);
}

const oneHot: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [indices, out] = [input(call, 'indices'), output(call)];
  const { depth, onValue, offValue } = call.attrs as { depth: number; onValue: number; offValue: number };
  const shape = lowering.shape(indices);
  const wide = graph.op('Reshape', [cast(graph, lowering.get(indices), 'int64'), graph.ints([...shape, 1])]);
  const classes = graph.ints(Array.from({ length: depth }, (_, at) => at));
  const hit = graph.op('Equal', [wide, classes]);
  const made = graph.op('Where', [hit, graph.number(onValue), graph.number(offValue)]);
  const to = lowering.dtype(out);
  lowering.set(out, to === 'float32' ? made : cast(graph, made, to), 'plain');
};

const tile: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const reps = call.attrs.reps as number[];
  lowering.set(output(call), graph.op('Tile', [lowering.get(input(call, 'x')), graph.ints(reps)]), 'plain');
};

const fill: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const out = output(call);
  const [shape, dtype] = [lowering.shape(out), lowering.dtype(out)];
  const dims = sizeOf(shape) === 1 ? shape : shape.map(() => 1);
  const one = graph.constant(dtype, dims, [Number(call.attrs.value)]);
  if (sizeOf(shape) === 1) return lowering.set(out, one, 'plain');
  if (dtype !== 'bool') return lowering.set(out, graph.op('Expand', [one, graph.ints(shape)]), 'plain');
  lowering.set(
    out,
    graph.constant('bool', shape, Array(sizeOf(shape)).fill(Number(call.attrs.value))),
    'plain',
  );
};

export const arrange: EmitterTable = {
  Reshape: reshape,
  Transpose: transpose,
  Slice: slice,
  Reverse: reverse,
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: splitV,
  PadV2: pad,
  MirrorPad: mirrorPad,
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
  Tile: tile,
  Fill: fill,
};
