/** Kernels that take axes away. */
import type { DType } from '../../../capture/index.js';
import type { Graph } from '../graph.js';
import {
  axisIn,
  cast,
  input,
  output,
  sizeOf,
  type Emitter,
  type EmitterTable,
  type Lowering,
} from '../lowering.js';

type Reduce = (graph: Graph, x: string, axes: number[], keepdims: number) => string;

const byAttribute =
  (type: string): Reduce =>
  (graph, x, axes, keepdims) =>
    graph.op(type, [x], { axes, keepdims });

const sum: Reduce = (graph, x, axes, keepdims) => graph.op('ReduceSum', [x, graph.ints(axes)], { keepdims });

/** An image reduced along all axes but one or none gives the same, however it lies. */
function canStay(lowering: Lowering, id: number, axes: readonly number[], keepDims: boolean): boolean {
  if (lowering.layout(id) !== 'nchw' || keepDims) return false;
  const left = [0, 1, 2, 3].filter((axis) => !axes.includes(axis));
  const places = left.map((axis) => axisIn('nchw', axis));
  return places.every((place, at) => at === 0 || place > places[at - 1]!);
}

const reduction =
  (reduce: Reduce, compute: (dtype: DType) => DType, key = 'axis'): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const [x, out] = [input(call, 'x'), output(call)];
    const axes = call.attrs[key] as number[];
    const keepDims = Boolean(call.attrs.keepDims);
    const stays = canStay(lowering, x, axes, keepDims);
    const given = lowering.get(x, stays ? 'nchw' : 'plain');
    const type = compute(lowering.dtype(x));
    const numbers = lowering.dtype(x) === type ? given : cast(graph, given, type);
    const places = stays ? axes.map((axis) => axisIn('nchw', axis)).sort((a, b) => a - b) : axes;
    const reduced = axes.length === 0 ? numbers : reduce(graph, numbers, places, keepDims ? 1 : 0);
    const to = lowering.dtype(out);
    lowering.set(out, type === to ? reduced : cast(graph, reduced, to), 'plain');
  };

const counted = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype);

/**
 * The sum over batch, height and width of an image with channels in front: a bias's gradient. The mean of each channel is
 * a vectorized pass; a sum over three axes is not.
 */
const sumEmitter: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const axes = call.attrs.axis as number[];
  const bias = axes.join() === '0,1,2' && !call.attrs.keepDims && lowering.layout(x) === 'nchw';
  if (!bias || lowering.dtype(x) !== 'float32') return reduction(sum, counted)(call, lowering);
  const [, height = 1, width = 1] = lowering.shape(x);
  const means = graph.op('GlobalAveragePool', [lowering.get(x, 'nchw')]);
  const sums = graph.op('ReduceSum', [means, graph.ints([0, 2, 3])], { keepdims: 0 });
  lowering.set(out, graph.op('Mul', [sums, graph.number(height * width)]), 'plain');
};

const place =
  (type: string): Emitter =>
  (call, lowering) => {
    const { graph } = lowering;
    const x = input(call, 'x');
    const given = lowering.get(x);
    const numbers = lowering.dtype(x) === 'bool' ? cast(graph, given, 'int32') : given;
    const found = graph.op(type, [numbers], { axis: Number(call.attrs.axis), keepdims: 0 });
    lowering.set(output(call), cast(graph, found, 'int32'), 'plain');
  };

const softmax: Emitter = (call, lowering) => {
  const given = lowering.get(input(call, 'logits'));
  const axis = Number(call.attrs.dim);
  lowering.set(output(call), lowering.graph.op('Softmax', [given], { axis }), 'plain');
};

const cumsum: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const given = lowering.get(x);
  const to = lowering.dtype(out);
  const numbers = lowering.dtype(x) === to ? given : cast(graph, given, to);
  const axis = graph.constant('int64', [], [Number(call.attrs.axis)]);
  const flags = { exclusive: Number(call.attrs.exclusive), reverse: Number(call.attrs.reverse) };
  lowering.set(out, graph.op('CumSum', [numbers, axis], flags), 'plain');
};

/** ONNX has no running product: the slices are multiplied one after another. */
const cumprod: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const [x, out] = [input(call, 'x'), output(call)];
  const { axis, exclusive, reverse } = call.attrs as { axis: number; exclusive: boolean; reverse: boolean };
  const shape = lowering.shape(x);
  const length = shape[axis] ?? 1;
  const to = lowering.dtype(out);
  const given = lowering.get(x);
  const numbers = lowering.dtype(x) === to ? given : cast(graph, given, to);
  const slices = graph.ops('Split', [numbers, graph.ints(Array(length).fill(1))], { axis }, length);
  const ordered = reverse ? [...slices].reverse() : slices;
  const side = shape.map((one, at) => (at === axis ? 1 : one));
  const ones = graph.constant(to, side, Array(sizeOf(side)).fill(1));
  const products: string[] = [];
  let product: string | null = null;
  for (const slice of ordered) {
    const next: string = product === null ? slice : graph.op('Mul', [product, slice]);
    products.push(exclusive ? (product ?? ones) : next);
    product = next;
  }
  lowering.set(out, graph.op('Concat', reverse ? products.reverse() : products, { axis }), 'plain');
};

const topK: Emitter = (call, lowering) => {
  const { graph } = lowering;
  const x = lowering.get(input(call, 'x'));
  const [values, places] = graph.ops('TopK', [x, graph.ints([Number(call.attrs.k)])], { axis: -1 }, 2);
  lowering.set(call.outputs[0]!, values!, 'plain');
  lowering.set(call.outputs[1]!, cast(graph, places!, 'int32'), 'plain');
};

export const reduce: EmitterTable = {
  Sum: sumEmitter,
  Prod: reduction(byAttribute('ReduceProd'), counted),
  Mean: reduction(byAttribute('ReduceMean'), () => 'float32'),
  Max: reduction(byAttribute('ReduceMax'), counted, 'reductionIndices'),
  Min: reduction(byAttribute('ReduceMin'), counted),
  All: reduction(byAttribute('ReduceMin'), () => 'int32'),
  Any: reduction(byAttribute('ReduceMax'), () => 'int32'),
  ArgMax: place('ArgMax'),
  ArgMin: place('ArgMin'),
  Softmax: softmax,
  Cumsum: cumsum,
  Cumprod: cumprod,
  TopK: topK,
};
