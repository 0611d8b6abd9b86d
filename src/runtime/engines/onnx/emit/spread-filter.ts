/**
 * The filter of an upsampling and the convolution after it as one (see passes/upsampling.ts), and the way back for its
 * gradient. Both are products with a small matrix of 0 and 1 over the filter's places, whatever lies around those.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { dims, plain, product, relabel, type Layout } from '../layout/index.js';
import type { Emitter, EmitterTable, Lowering } from '../lowering.js';

type Pair = readonly [number, number];

/** Which places of the filter (columns) go into each place of the larger one (rows). */
function places(kernel: Pair, scale: Pair, turned: boolean): number[][] {
  const along = (axis: 0 | 1) => {
    const side = kernel[axis];
    return Array.from({ length: side + scale[axis] - 1 }, (_, to) =>
      Array.from({ length: side }, (__, from) => {
        const shift = turned ? to + from - (side - 1) : to - from;
        return shift >= 0 && shift < scale[axis] ? 1 : 0;
      }),
    );
  };
  const [rows, columns] = [along(0), along(1)];
  return rows.flatMap((row) => columns.map((column) => row.flatMap((a) => column.map((b) => a * b))));
}

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
  const [to, from] = [matrix.length, matrix[0]?.length ?? 1];
  const x = lowering.get(id, layout);
  const numbers = Float32Array.from(matrix.flat());
  const constant = (rows: number, columns: number, data: Float32Array) =>
    graph.once(`places ${rows}x${columns} ${data.join('')}`, () =>
      graph.constant('float32', [rows, columns], data),
    );
  const made =
    inner === 1
      ? graph.op('MatMul', [
          graph.reshape(x, [outer, from]),
          constant(
            from,
            to,
            Float32Array.from(
              { length: to * from },
              (_, at) => numbers[(at % to) * from + Math.floor(at / to)] as number,
            ),
          ),
        ])
      : graph.op('MatMul', [constant(to, from, numbers), graph.reshape(x, [outer, from, inner])]);
  const result = resized(layout, sides[0], sides[1]);
  return { name: graph.reshape(made, dims(result)), layout: result };
}

const exchange = [0, 1, 3, 2];

const spread: Emitter = (lowering, call: KernelCall) => {
  const [x, out] = [lowering.input(call, 'x'), call.outputs[0] as ValueId];
  const [kh = 1, kw = 1] = lowering.shape(x);
  const [eh = 1, ew = 1] = lowering.shape(out);
  const { scale, turned } = call.attrs as { scale: Pair; turned: boolean };
  const { name, layout } = onPlaces(lowering, x, places([kh, kw], scale, turned), [eh, ew]);
  lowering.set(out, name, turned ? relabel(layout, exchange) : layout);
};

const gather: Emitter = (lowering, call: KernelCall) => {
  const [x, out] = [lowering.input(call, 'x'), call.outputs[0] as ValueId];
  const [kh = 1, kw = 1] = lowering.shape(out);
  const { scale, turned } = call.attrs as { scale: Pair; turned: boolean };
  const matrix = places([kh, kw], scale, turned);
  const back = Array.from({ length: kh * kw }, (_, at) => matrix.map((row) => row[at] as number));
  const { name, layout } = onPlaces(lowering, x, back, [kh, kw]);
  lowering.set(out, name, turned ? relabel(layout, exchange) : layout);
};

export const spreadFilter: EmitterTable = { '@Spread': spread, '@Gather': gather };
