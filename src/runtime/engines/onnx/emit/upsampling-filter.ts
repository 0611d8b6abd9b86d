/**
 * The filter of an upsampling and the convolution after it as one (see passes/upsampling.ts), and the way back for its
 * gradient. Both are products with a small matrix of 0 and 1 over the filter's places, whatever lies around those.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { upsamplingFilterMatrix } from '../../passes/index.js';
import { physicalDims, plainLayout, product, transposeLayout, type Layout } from '../layout/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';

type Pair = readonly [number, number];

const transposeMatrix = (matrix: number[][]): number[][] =>
  (matrix[0] ?? []).map((_, at) => matrix.map((row) => row[at] as number));

/** Rows and columns one after the other, as they are wanted: the layout if it has them so, or else the plain one. */
function contiguousKernelLayout(layout: Layout, shape: readonly number[]): Layout {
  const [rows, columns] = [layout.order.indexOf(0), layout.order.indexOf(1)];
  const whole = layout.splits[0]?.length === 1 && layout.splits[1]?.length === 1;
  return whole && columns === rows + 1 ? layout : plainLayout(shape);
}

/** The layout with other numbers of rows and columns. */
const withKernelSides = ({ splits, order }: Layout, rows: number, columns: number): Layout => ({
  splits: [[rows], [columns], ...splits.slice(2)],
  order,
});

/** Multiply the places of a filter by a matrix; channels stay as they lie. */
function multiplyKernelByMatrix(
  lowering: OnnxLoweringContext,
  id: ValueId,
  matrix: number[][],
  sides: Pair,
): { name: string; layout: Layout } {
  const { graph } = lowering;
  const layout = contiguousKernelLayout(lowering.layout(id), lowering.shape(id));
  const lying = physicalDims(layout);
  const first = layout.order.indexOf(0);
  const [outer, inner] = [product(lying.slice(0, first)), product(lying.slice(first + 2))];
  const from = matrix[0]?.length ?? 1;
  const x = lowering.get(id, layout);
  const constant = (rows: number[][]) => {
    const data = Float32Array.from(rows.flat());
    const shape = [rows.length, rows[0]?.length ?? 1];
    return graph.memoize(`places ${shape.join('x')} ${data.join('')}`, () =>
      graph.constant('float32', shape, data),
    );
  };
  const made =
    inner === 1
      ? graph.op('MatMul', [graph.reshape(x, [outer, from]), constant(transposeMatrix(matrix))])
      : graph.op('MatMul', [constant(matrix), graph.reshape(x, [outer, from, inner])]);
  const result = withKernelSides(layout, sides[0], sides[1]);
  return { name: graph.reshape(made, physicalDims(result)), layout: result };
}

const EXCHANGED_CHANNELS = [0, 1, 3, 2];

/** Spread a filter, or gather its gradient `back`: the same matrix turned. */
const upsamplingFilterEmitter =
  (isGradient: boolean): OnnxEmitter =>
  (lowering, call: KernelCall) => {
    const [x, out] = [lowering.input(call, 'x'), call.outputs[0] as ValueId];
    const { scale, turned } = call.attrs as { scale: Pair; turned: boolean };
    const [kh = 1, kw = 1] = lowering.shape(isGradient ? out : x);
    const [rows = 1, columns = 1] = lowering.shape(out);
    const matrix = upsamplingFilterMatrix([kh, kw], scale, turned);
    const { name, layout } = multiplyKernelByMatrix(
      lowering,
      x,
      isGradient ? transposeMatrix(matrix) : matrix,
      [rows, columns],
    );
    lowering.set(out, name, turned ? transposeLayout(layout, EXCHANGED_CHANNELS) : layout);
  };

export const onnxUpsamplingFilterEmitters: OnnxEmitterTable = {
  '@Spread': upsamplingFilterEmitter(false),
  '@Gather': upsamplingFilterEmitter(true),
};
