/** Kernels that take axes away. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { axesOf, dims, isPlain, plain, product, restricted, without, type Layout } from '../layout/index.js';
import type { Name } from '../model/index.js';
import type { Emitter, EmitterTable, Lowering } from '../lowering.js';
import { reduceInParts } from './sums.js';

const reduction =
  (op: string, key = 'axis'): Emitter =>
  (lowering, call) => {
    const { graph } = lowering;
    const [x, out] = [lowering.input(call, 'x'), call.outputs[0] as ValueId];
    const axes = call.attrs[key] as number[];
    const keep = Boolean(call.attrs.keepDims);
    const shape = lowering.shape(x);
    const type = lowering.dtype(out);
    const layout = lowering.layout(x);
    const rest = keep
      ? restricted(
          layout,
          shape.map((side, axis) => (axes.includes(axis) ? 1 : side)),
        )
      : without(layout, new Set(axes));
    const read = lowering.get(x, layout);
    const from = lowering.dtype(x);
    const logical = op === 'all' || op === 'any';
    const wide =
      from === 'bool' ? graph.cast(read, 'int32') : from !== type && !logical ? graph.cast(read, type) : read;
    const input = op === 'ReduceMean' && from === 'bool' ? graph.cast(wide, 'float32') : wide;
    const where = axesOf(layout).flatMap((axis, at) => (axes.includes(axis) ? [at] : []));
    const operator = op === 'all' ? 'ReduceMin' : op === 'any' ? 'ReduceMax' : op;
    const left = isPlain(rest) ? flat(rest, lowering.shape(out)) : rest;
    if (where.length > 0 && type === 'float32' && (operator === 'ReduceSum' || operator === 'ReduceMean')) {
      const made = reduceInParts(graph, operator, input, dims(layout), where);
      lowering.set(out, keep ? graph.reshape(made, dims(left)) : made, left);
      return;
    }
    const reduced = where.length
      ? graph.op(operator, [input, graph.ints(where)], { keepdims: keep ? 1 : 0 })
      : graph.op('Identity', [input]);
    lowering.set(out, type === 'bool' ? graph.cast(reduced, 'bool') : reduced, left);
  };

/** Where what is left lies plainly, say so only if the dimensions are the plain ones as well. */
function flat(rest: Layout, shape: readonly number[]): Layout {
  return rest.splits.every((factors) => factors.length === 1) &&
    rest.order.every((factor, at) => factor === at) &&
    product(shape) === product(rest.splits.map(product))
    ? plain(shape)
    : rest;
}

const arg =
  (op: string): Emitter =>
  (lowering, call) => {
    const { graph } = lowering;
    const x = graphNumber(lowering, call);
    const made = graph.op(op, [x], { axis: call.attrs.axis as number, keepdims: 0 });
    lowering.set(call.outputs[0] as ValueId, graph.cast(made, 'int32'));
  };

function graphNumber(lowering: Lowering, call: KernelCall): Name {
  const id = lowering.input(call, 'x');
  return lowering.dtype(id) === 'bool' ? lowering.graph.cast(lowering.get(id), 'int32') : lowering.get(id);
}

const cumsum: Emitter = (lowering, call) => {
  const { graph } = lowering;
  const { axis, exclusive, reverse } = call.attrs;
  lowering.set(
    call.outputs[0] as ValueId,
    graph.op('CumSum', [graphNumber(lowering, call), graph.int(axis as number)], {
      exclusive: exclusive ? 1 : 0,
      reverse: reverse ? 1 : 0,
    }),
  );
};

/** ONNX has none: written out, one product after the other. */
const cumprod: Emitter = (lowering, call) => {
  const { graph } = lowering;
  const out = call.outputs[0] as ValueId;
  const axis = call.attrs.axis as number;
  const shape = lowering.shape(out);
  const length = shape[axis] ?? 1;
  const x = graphNumber(lowering, call);
  const parts = Array.from({ length }, () => graph.fresh());
  graph.many('Split', [x, graph.ints(parts.map(() => 1))], { axis }, parts);
  const ordered = call.attrs.reverse ? [...parts].reverse() : parts;
  const one = lowering.dtype(out) === 'float32' ? graph.number(1) : graph.number(1, 'int32');
  const ones = graph.op('Expand', [one, graph.ints(shape.map((side, at) => (at === axis ? 1 : side)))]);
  const products: Name[] = [];
  let so: Name | null = null;
  for (const part of ordered) {
    if (call.attrs.exclusive) products.push(so ?? ones);
    so = so === null ? part : graph.op('Mul', [so, part]);
    if (!call.attrs.exclusive) products.push(so);
  }
  if (call.attrs.reverse) products.reverse();
  lowering.set(out, graph.op('Concat', products, { axis }));
};

export const reduce: EmitterTable = {
  Sum: reduction('ReduceSum'),
  Prod: reduction('ReduceProd'),
  Mean: reduction('ReduceMean'),
  Max: reduction('ReduceMax', 'reductionIndices'),
  Min: reduction('ReduceMin'),
  All: reduction('all'),
  Any: reduction('any'),
  ArgMax: arg('ArgMax'),
  ArgMin: arg('ArgMin'),
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
    const [values, indices] = [graph.fresh(), graph.fresh()];
    graph.many(
      'TopK',
      [graphNumber(lowering, call), graph.ints([call.attrs.k as number])],
      { axis: -1, sorted: 1 },
      [values, indices],
    );
    lowering.set(call.outputs[0] as ValueId, values);
    lowering.set(call.outputs[1] as ValueId, graph.cast(indices, 'int32'));
  },
};
