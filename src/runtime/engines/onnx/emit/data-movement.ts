/** Data movement kernels. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import {
  isPlainLayout,
  outermostDimension,
  product,
  reshapeLayout,
  resizeAxesOfAll,
  transposeLayout,
  type Layout,
} from '../layout/index.js';
import type { OnnxElementType, TensorName } from '../model/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';

const BEYOND_THE_END = 2 ** 31 - 1;

const firstOutput = (call: KernelCall): ValueId => call.outputs[0] as ValueId;

/** An emitter for kernels that need their operand in the plain layout. */
const onPlainOperand =
  (
    make: (lowering: OnnxLoweringContext, x: TensorName, call: KernelCall, x0: ValueId) => TensorName,
    name = 'x',
  ): OnnxEmitter =>
  (lowering, call) => {
    const id = lowering.input(call, name);
    lowering.set(firstOutput(call), make(lowering, lowering.get(id), call, id));
  };

const listInputs = (call: KernelCall): ValueId[] =>
  Object.keys(call.inputs)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => call.inputs[key] as ValueId);

/** A constant of an element type; booleans as bytes. */
function typedConstant(
  lowering: OnnxLoweringContext,
  type: OnnxElementType,
  dims: readonly number[],
  list: readonly number[],
): TensorName {
  const data =
    type === 'float32'
      ? Float32Array.from(list)
      : type === 'int32'
        ? Int32Array.from(list)
        : Uint8Array.from(list);
  return lowering.graph.constant(type, dims, data);
}

/** A view where the layout allows it. */
const reshape: OnnxEmitter = (lowering, call) => {
  const x = lowering.input(call, 'x');
  const shape = lowering.shape(firstOutput(call));
  const layout = lowering.layout(x);
  const view = isPlainLayout(layout) ? null : reshapeLayout(layout, shape);
  if (view) {
    const from = lowering.get(x, layout);
    const sizes = view.splits.flat();
    lowering.set(
      firstOutput(call),
      lowering.graph.reshape(
        from,
        view.order.map((factor) => sizes[factor] as number),
      ),
      view,
    );
    return;
  }
  lowering.set(firstOutput(call), lowering.graph.reshape(lowering.get(x), shape));
};

/** No data moves: the transpose is recorded in the layout. */
const transpose: OnnxEmitter = (lowering, call) => {
  const x = lowering.input(call, 'x');
  const layout = lowering.layout(x);
  lowering.set(
    firstOutput(call),
    lowering.get(x, layout),
    transposeLayout(layout, call.attrs.perm as number[]),
  );
};

/** Only along axes that shrink, so that the batch dimension of exported models stays symbolic. */
const slice: OnnxEmitter = onPlainOperand((lowering, x, { attrs }, id) => {
  const { graph } = lowering;
  const begin = attrs.begin as number[];
  const size = attrs.size as number[];
  const axes = lowering.shape(id).flatMap((side, at) => (size[at] === side ? [] : [at]));
  if (axes.length === 0) return x;
  return graph.op('Slice', [
    x,
    graph.ints(axes.map((at) => begin[at] ?? 0)),
    graph.ints(axes.map((at) => (begin[at] ?? 0) + (size[at] ?? 0))),
    graph.ints(axes),
  ]);
});

/** The layouts of values that are parts of one in this layout; null if that is plain, or if one can't be stored so. */
function layoutsOfParts(
  lowering: OnnxLoweringContext,
  whole: Layout,
  parts: readonly ValueId[],
): Layout[] | null {
  if (isPlainLayout(whole)) return null;
  return resizeAxesOfAll(
    whole,
    parts.map((id) => lowering.shape(id)),
  );
}

const concat: OnnxEmitter = (lowering, call) => {
  const parts = listInputs(call);
  const axis = call.attrs.axis as number;
  const layout = lowering.preferredLayout(call);
  const layouts = layoutsOfParts(lowering, layout, parts);
  if (layouts) {
    const stored = parts.map((id, at) => lowering.get(id, layouts[at]));
    const joined = lowering.graph.op('Concat', stored, { axis: outermostDimension(layout, axis) });
    lowering.set(firstOutput(call), joined, layout);
    return;
  }
  const names = parts.map((id) => lowering.get(id));
  lowering.set(firstOutput(call), lowering.graph.op('Concat', names, { axis }));
};

const pack: OnnxEmitter = (lowering, call) => {
  const axis = call.attrs.axis as number;
  const shape = lowering.shape(firstOutput(call)).map((side, at) => (at === axis ? 1 : side));
  const names = listInputs(call).map((id) => lowering.graph.reshape(lowering.get(id), shape));
  lowering.set(firstOutput(call), lowering.graph.op('Concat', names, { axis }));
};

const split =
  (name: string, sizes: (call: KernelCall, lowering: OnnxLoweringContext) => number[]): OnnxEmitter =>
  (lowering, call) => {
    const { graph } = lowering;
    const parts = call.outputs.map(() => graph.freshName());
    const x = lowering.get(lowering.input(call, name));
    graph.addNode(
      'Split',
      [x, graph.ints(sizes(call, lowering))],
      { axis: call.attrs.axis as number },
      parts,
    );
    call.outputs.forEach((id, at) =>
      lowering.set(id, graph.reshape(parts[at] as TensorName, lowering.shape(id))),
    );
  };

const splitV: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const x = lowering.input(call, 'x');
  const axis = call.attrs.axis as number;
  const layout = lowering.layout(x);
  const layouts = layoutsOfParts(lowering, layout, call.outputs);
  if (!layouts) return splitPlain(lowering, call);
  const names = call.outputs.map(() => graph.freshName());
  const sizes = layouts.map(({ splits }) => splits[axis]![0]!);
  graph.addNode(
    'Split',
    [lowering.get(x, layout), graph.ints(sizes)],
    { axis: outermostDimension(layout, axis) },
    names,
  );
  call.outputs.forEach((id, at) => lowering.set(id, names[at]!, layouts[at]));
};

const splitPlain = split('x', (call) => call.attrs.numOrSizeSplits as number[]);

const pad: OnnxEmitter = onPlainOperand((lowering, x, { attrs }, id) => {
  const paddings = attrs.paddings as number[][];
  const amounts = [...paddings.map((side) => side[0] ?? 0), ...paddings.map((side) => side[1] ?? 0)];
  const { graph } = lowering;
  const type = lowering.dtype(id);
  return graph.op('Pad', [
    x,
    graph.ints(amounts),
    typedConstant(lowering, type, [], [Number(attrs.constantValue)]),
  ]);
});

/** Source index of each row of a mirror-padded axis. */
function mirroredIndices(side: number, [before = 0, after = 0]: readonly number[], mode: unknown): number[] {
  const shift = mode === 'reflect' ? 0 : 1;
  return Array.from({ length: before + side + after }, (_, at) => {
    const from = at - before;
    if (from < 0) return -from - shift;
    return from < side ? from : 2 * (side - 1) - from + shift;
  });
}

const mirrorPad: OnnxEmitter = onPlainOperand((lowering, x, { attrs }, id) =>
  (attrs.paddings as number[][]).reduce((padded, padding, axis) => {
    if (padding.every((one) => one === 0)) return padded;
    const side = lowering.shape(id)[axis] ?? 1;
    return lowering.graph.op(
      'Gather',
      [padded, lowering.graph.ints(mirroredIndices(side, padding, attrs.mode))],
      {
        axis,
      },
    );
  }, x),
);

const gather: OnnxEmitter = (lowering, call) => {
  const { axis, batchDims } = call.attrs;
  if (Number(batchDims) > 0) {
    throw new Error(`GatherV2 in ${call.scope}: gathering by batch is not there in this engine`);
  }
  const [x, indices] = [
    lowering.get(lowering.input(call, 'x')),
    lowering.get(lowering.input(call, 'indices')),
  ];
  lowering.set(firstOutput(call), lowering.graph.op('Gather', [x, indices], { axis: axis as number }));
};

/** Elements of the largest one-hot matrix by which segments are summed. */
const MOST_ONE_HOT = 1_000_000;

/**
 * As a product with a one-hot matrix of segments, or where that would be large as a scatter along one axis: both add in
 * an order that is always the same.
 */
const segmentSum: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const [x, segments] = [lowering.input(call, 'x'), lowering.input(call, 'segmentIds')];
  const rows = product(lowering.shape(segments));
  const count = Number(call.attrs.numSegments);
  const type = lowering.dtype(firstOutput(call)) === 'float32' ? 'float32' : 'int32';
  if (rows * count > MOST_ONE_HOT) {
    const width = product(lowering.shape(x)) / rows;
    const nothing = graph.op('Expand', [typedConstant(lowering, type, [], [0]), graph.ints([count, width])]);
    const places = graph.op('Expand', [
      graph.reshape(lowering.get(segments), [rows, 1]),
      graph.ints([rows, width]),
    ]);
    const added = graph.reshape(lowering.get(x), [rows, width]);
    const sums = graph.op('ScatterElements', [nothing, places, added], { axis: 0, reduction: 'add' });
    lowering.set(firstOutput(call), graph.reshape(sums, lowering.shape(firstOutput(call))));
    return;
  }
  const numbersOf = typedConstant(
    lowering,
    'int32',
    [count, 1],
    Array.from({ length: count }, (_, at) => at),
  );
  const belongs = graph.op('Equal', [numbersOf, graph.reshape(lowering.get(segments), [1, rows])]);
  const matrix = graph.reshape(lowering.get(x), [rows, product(lowering.shape(x)) / rows]);
  const sums = graph.op('MatMul', [graph.cast(belongs, type), matrix]);
  lowering.set(firstOutput(call), graph.reshape(sums, lowering.shape(firstOutput(call))));
};

const oneHot: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const indices = lowering.input(call, 'indices');
  const { depth, onValue, offValue } = call.attrs as Record<string, number>;
  const type = lowering.dtype(firstOutput(call));
  const range = typedConstant(
    lowering,
    'int32',
    [depth ?? 1],
    Array.from({ length: depth ?? 1 }, (_, at) => at),
  );
  const column = graph.reshape(lowering.get(indices), [...lowering.shape(indices), 1]);
  const hit = graph.op('Equal', [column, range]);
  const value = (one: number) => typedConstant(lowering, type === 'bool' ? 'int32' : type, [], [one]);
  const result = graph.op('Where', [hit, value(onValue ?? 1), value(offValue ?? 0)]);
  lowering.set(firstOutput(call), type === 'bool' ? graph.cast(result, 'bool') : result);
};

const fill: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const type = lowering.dtype(firstOutput(call));
  const shape = lowering.shape(firstOutput(call));
  const value = typedConstant(lowering, type, [], [Number(call.attrs.value)]);
  lowering.set(
    firstOutput(call),
    shape.length === 0 ? value : graph.op('Expand', [value, graph.ints(shape)]),
  );
};

const reverse: OnnxEmitter = onPlainOperand(({ graph }, x, { attrs }) => {
  const axes = attrs.dims as number[];
  if (axes.length === 0) return graph.op('Identity', [x]);
  const all = (value: number) => graph.ints(axes.map(() => value));
  return graph.op('Slice', [x, all(-1), all(-BEYOND_THE_END), graph.ints(axes), all(-1)]);
});

export const onnxDataMovementEmitters: OnnxEmitterTable = {
  Reshape: reshape,
  Transpose: transpose,
  Tile: onPlainOperand(({ graph }, x, { attrs }) =>
    graph.op('Tile', [x, graph.ints(attrs.reps as number[])]),
  ),
  Reverse: reverse,
  Slice: slice,
  Concat: concat,
  Pack: pack,
  Unpack: split('value', (call) => call.outputs.map(() => 1)),
  SplitV: splitV,
  PadV2: pad,
  MirrorPad: mirrorPad,
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
  Fill: fill,
};
