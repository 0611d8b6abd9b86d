/** Reductions. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import {
  physicalAxes,
  physicalDims,
  isPlainLayout,
  plainLayout,
  product,
  broadcastOperandLayout,
  dropAxes,
  type Layout,
} from '../layout/index.js';
import type { TensorName } from '../model/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';
import { reducePairwise } from './pairwise-summation.js';

const reduction =
  (op: string, key = 'axis'): OnnxEmitter =>
  (lowering, call) => {
    const { graph } = lowering;
    const [x, out] = [lowering.input(call, 'x'), call.outputs[0] as ValueId];
    const axes = call.attrs[key] as number[];
    const keep = Boolean(call.attrs.keepDims);
    const shape = lowering.shape(x);
    const type = lowering.dtype(out);
    const layout = lowering.layout(x);
    const remainingLayout = keep
      ? broadcastOperandLayout(
          layout,
          shape.map((side, axis) => (axes.includes(axis) ? 1 : side)),
        )
      : dropAxes(layout, new Set(axes));
    const stored = lowering.get(x, layout);
    const from = lowering.dtype(x);
    const logical = op === 'all' || op === 'any';
    const converted =
      from === 'bool'
        ? graph.cast(stored, 'int32')
        : from !== type && !logical
          ? graph.cast(stored, type)
          : stored;
    const input = op === 'ReduceMean' && from === 'bool' ? graph.cast(converted, 'float32') : converted;
    const physicalAxesToReduce = physicalAxes(layout).flatMap((axis, at) =>
      axes.includes(axis) ? [at] : [],
    );
    const operator = op === 'all' ? 'ReduceMin' : op === 'any' ? 'ReduceMax' : op;
    const outLayout = isPlainLayout(remainingLayout)
      ? plainIfSameDims(remainingLayout, lowering.shape(out))
      : remainingLayout;
    if (
      physicalAxesToReduce.length > 0 &&
      type === 'float32' &&
      (operator === 'ReduceSum' || operator === 'ReduceMean')
    ) {
      const sums = reducePairwise(graph, operator, input, physicalDims(layout), physicalAxesToReduce);
      lowering.set(out, keep ? graph.reshape(sums, physicalDims(outLayout)) : sums, outLayout);
      return;
    }
    const reduced = physicalAxesToReduce.length
      ? graph.op(operator, [input, graph.ints(physicalAxesToReduce)], { keepdims: keep ? 1 : 0 })
      : graph.op('Identity', [input]);
    lowering.set(out, type === 'bool' ? graph.cast(reduced, 'bool') : reduced, outLayout);
  };

/** The plain layout, if order and dimensions both are the plain ones. */
function plainIfSameDims(layout: Layout, shape: readonly number[]): Layout {
  return layout.splits.every((factors) => factors.length === 1) &&
    layout.order.every((factor, at) => factor === at) &&
    product(shape) === product(layout.splits.map(product))
    ? plainLayout(shape)
    : layout;
}

const argMinMax =
  (op: string): OnnxEmitter =>
  (lowering, call) => {
    const { graph } = lowering;
    const x = boolAsInt32(lowering, call);
    const indices = graph.op(op, [x], { axis: call.attrs.axis as number, keepdims: 0 });
    lowering.set(call.outputs[0] as ValueId, graph.cast(indices, 'int32'));
  };

function boolAsInt32(lowering: OnnxLoweringContext, call: KernelCall): TensorName {
  const id = lowering.input(call, 'x');
  return lowering.dtype(id) === 'bool' ? lowering.graph.cast(lowering.get(id), 'int32') : lowering.get(id);
}

const cumsum: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const { axis, exclusive, reverse } = call.attrs;
  lowering.set(
    call.outputs[0] as ValueId,
    graph.op('CumSum', [boolAsInt32(lowering, call), graph.int(axis as number)], {
      exclusive: exclusive ? 1 : 0,
      reverse: reverse ? 1 : 0,
    }),
  );
};

/** ONNX has no cumulative product: unrolled into a chain of products. */
const cumprod: OnnxEmitter = (lowering, call) => {
  const { graph } = lowering;
  const out = call.outputs[0] as ValueId;
  const axis = call.attrs.axis as number;
  const shape = lowering.shape(out);
  const length = shape[axis] ?? 1;
  const x = boolAsInt32(lowering, call);
  const parts = Array.from({ length }, () => graph.freshName());
  graph.addNode('Split', [x, graph.ints(parts.map(() => 1))], { axis }, parts);
  const ordered = call.attrs.reverse ? [...parts].reverse() : parts;
  const one = lowering.dtype(out) === 'float32' ? graph.number(1) : graph.number(1, 'int32');
  const ones = graph.op('Expand', [one, graph.ints(shape.map((side, at) => (at === axis ? 1 : side)))]);
  const products: TensorName[] = [];
  let running: TensorName | null = null;
  for (const part of ordered) {
    if (call.attrs.exclusive) products.push(running ?? ones);
    running = running === null ? part : graph.op('Mul', [running, part]);
    if (!call.attrs.exclusive) products.push(running);
  }
  if (call.attrs.reverse) products.reverse();
  lowering.set(out, graph.op('Concat', products, { axis }));
};

export const onnxReductionEmitters: OnnxEmitterTable = {
  Sum: reduction('ReduceSum'),
  Prod: reduction('ReduceProd'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax', 'reductionIndices'),
  Min: reduction('ReduceMin'),
  All: reduction('all'),
  Any: reduction('any'),
  ArgMax: argMinMax('ArgMax'),
  ArgMin: argMinMax('ArgMin'),
  Cumsum: cumsum,
  Cumprod: cumprod,
  Softmax: (lowering, call) => {
    const logits = lowering.get(lowering.input(call, 'logits'));
    lowering.set(
      call.outputs[0] as ValueId,
      lowering.graph.op('Softmax', [logits], { axis: call.attrs.dim as number }),
    );
  },
  TopK: (lowering, call) => {
    const { graph } = lowering;
    const [values, indices] = [graph.freshName(), graph.freshName()];
    graph.addNode(
      'TopK',
      [boolAsInt32(lowering, call), graph.ints([call.attrs.k as number])],
      { axis: -1, sorted: 1 },
      [values, indices],
    );
    lowering.set(call.outputs[0] as ValueId, values);
    lowering.set(call.outputs[1] as ValueId, graph.cast(indices, 'int32'));
  },
};
