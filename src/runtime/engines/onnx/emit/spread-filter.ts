/**
 * The filter of an upsampling and the convolution after it as one (see passes/upsampling.ts), and the way back for its
 * gradient. Both are products with a small matrix of 0 and 1 over the filter's places, whatever lies around those.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { places } from '../../passes/index.js';
import { dims, plain, product, relabel, type Layout } from '../layout/index.js';
import type { Emitter, EmitterTable, Lowering } from '../lowering.js';

type Pair = readonly [number, number];

const transposed = (matrix: number[][]): number[][] =>
  (matrix[0] ?? []).map((_, at) => matrix.map((row) => row[at] as number));

/** Rows and columns one after the other, as they are wanted: the layout if it has them so, or else the plain one. */
function withPlacesTogether(layout: Layout, shape: readonly number[]): Layout {
  const [rows, columns] = [layout.order.indexOf(0), layout.order.indexOf(1)];
  const whole = layout.splits[0]?.length === 1 && layout.splits[1]?.length === 1;
  return whole && columns === rows + 1 ? layout : plain(shape);
}

/** The layout with other numbers of rows and columns. */
const resized = ({ splits, order }: Layout, rows: number, columns: number): Layout => ({
  splits: [[rows], [columns], ...splits.slice(2)],
  order,
});

/** Multiply the places of a filter by a matrix; channels stay as they lie. */
function onPlaces(
  lowering: Lowering,
  id: ValueId,
  matrix: number[][],
  sides: Pair,
): { name: string; layout: Layout } {
  const { graph } = lowering;
  const layout = withPlacesTogether(lowering.layout(id), lowering.shape(id));
  const lying = dims(layout);
  const first = layout.order.indexOf(0);
  const [outer, inner] = [product(lying.slice(0, first)), product(lying.slice(first + 2))];
  const from = matrix[0]?.length ?? 1;
  const x = lowering.get(id, layout);
  const constant = (rows: number[][]) => {
    const data = Float32Array.from(rows.flat());
    const shape = [rows.length, rows[0]?.length ?? 1];
    return graph.once(`places ${shape.join('x')} ${data.join('')}`, () =>
      graph.constant('float32', shape, data),
    );
  };
  const made =
    inner === 1
      ? graph.op('MatMul', [graph.reshape(x, [outer, from]), constant(transposed(matrix))])
      : graph.op('MatMul', [constant(matrix), graph.reshape(x, [outer, from, inner])]);
  const result = resized(layout, sides[0], sides[1]);
  return { name: graph.reshape(made, dims(result)), layout: result };
}

const exchange = [0, 1, 3, 2];

/** Spread a filter, or gather its gradient `back`: the same matrix turned. */
const byPlaces =
  (back: boolean): Emitter =>
  (lowering, call: KernelCall) => {
    const [x, out] = [lowering.input(call, 'x'), call.outputs[0] as ValueId];
    const { scale, turned } = call.attrs as { scale: Pair; turned: boolean };
    const [kh = 1, kw = 1] = lowering.shape(back ? out : x);
    const [rows = 1, columns = 1] = lowering.shape(out);
    const matrix = places([kh, kw], scale, turned);
    const { name, layout } = onPlaces(lowering, x, back ? transposed(matrix) : matrix, [rows, columns]);
    lowering.set(out, name, turned ? relabel(layout, exchange) : layout);
  };

export const spreadFilter: EmitterTable = { '@Spread': byPlaces(false), '@Gather': byPlaces(true) };
