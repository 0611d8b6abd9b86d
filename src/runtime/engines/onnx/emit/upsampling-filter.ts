/**
 * The summed filter of upsampling followed by convolution (see passes/fuse-upsampling.ts), and its adjoint for the
 * gradient: products of a small 0/1 matrix with the filter's spatial axes, in any channel layout.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { upsamplingFilterMatrix } from '../../passes/index.js';
import { physicalDims, plainLayout, product, transposeLayout, type Layout } from '../layout/index.js';
import type { OnnxEmitter, OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';

type Pair = readonly [number, number];

const transposeMatrix = (matrix: number[][]): number[][] =>
  (matrix[0] ?? []).map((_, at) => matrix.map((row) => row[at] as number));

/** The layout if its spatial axes are adjacent, otherwise the plain one. */
function contiguousKernelLayout(layout: Layout, shape: readonly number[]): Layout {
  const [rows, columns] = [layout.order.indexOf(0), layout.order.indexOf(1)];
  const isUnsplit = layout.splits[0]?.length === 1 && layout.splits[1]?.length === 1;
  return isUnsplit && columns === rows + 1 ? layout : plainLayout(shape);
}

/** The layout with other kernel dimensions. */
const withKernelSides = ({ splits, order }: Layout, rows: number, columns: number): Layout => ({
  splits: [[rows], [columns], ...splits.slice(2)],
  order,
});

/** Multiplies the spatial axes of a filter by a matrix; channels keep their layout. */
function multiplyKernelByMatrix(
  lowering: OnnxLoweringContext,
  id: ValueId,
  matrix: number[][],
  kernel: Pair,
): { name: string; layout: Layout } {
  const { graph } = lowering;
  const layout = contiguousKernelLayout(lowering.layout(id), lowering.shape(id));
  const dims = physicalDims(layout);
  const first = layout.order.indexOf(0);
  const [outer, inner] = [product(dims.slice(0, first)), product(dims.slice(first + 2))];
  const from = matrix[0]?.length ?? 1;
  const x = lowering.get(id, layout);
  const constant = (rows: number[][]) => {
    const data = Float32Array.from(rows.flat());
    const shape = [rows.length, rows[0]?.length ?? 1];
    return graph.memoize(`kernel matrix ${shape.join('x')} ${data.join('')}`, () =>
      graph.constant('float32', shape, data),
    );
  };
  const multiplied =
    inner === 1
      ? graph.op('MatMul', [graph.reshape(x, [outer, from]), constant(transposeMatrix(matrix))])
      : graph.op('MatMul', [constant(matrix), graph.reshape(x, [outer, from, inner])]);
  const result = withKernelSides(layout, kernel[0], kernel[1]);
  return { name: graph.reshape(multiplied, physicalDims(result)), layout: result };
}

const EXCHANGED_CHANNELS = [0, 1, 3, 2];

/** `@Spread`, or its adjoint `@Gather`. */
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
