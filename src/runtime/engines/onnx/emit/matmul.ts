import type { KernelCall, ValueId } from '../../../capture/index.js';
import {
  singleAxisLayout,
  physicalDims,
  isPlainLayout,
  layoutKey,
  plainLayout,
  product,
  joinAxisLayouts,
  type Layout,
  type LogicalShape,
} from '../layout/index.js';
import type { TensorName } from '../model/index.js';
import type { OnnxEmitterTable, OnnxLoweringContext } from '../lowering-context.js';
import { largestDivisor } from '../../passes/index.js';
import { reducePairwise } from './pairwise-summation.js';

/** The layout with rows and columns each in some order, but not interleaved. */
function matrixLayout(layout: Layout, shape: LogicalShape): Layout {
  if (isPlainLayout(layout)) return plainLayout(shape);
  return joinAxisLayouts([singleAxisLayout(layout, 0), singleAxisLayout(layout, 1)]);
}

const asMatrix = (lowering: OnnxLoweringContext, id: ValueId, layout: Layout): TensorName => {
  const name = lowering.get(id, layout);
  const shape = lowering.shape(id);
  return physicalDims(layout).join() === shape.join() ? name : lowering.graph.reshape(name, shape);
};

/**
 * Product of two matrices. Rows and columns may have any memory order, as long as it is equal on the contracted axis.
 */
function emitGemm(lowering: OnnxLoweringContext, call: KernelCall): void {
  const { graph } = lowering;
  const [a, b, out] = [lowering.input(call, 'a'), lowering.input(call, 'b'), call.outputs[0] as ValueId];
  const [aRow, aIn] = call.attrs.transposeA ? [1, 0] : [0, 1];
  const [bIn, bColumn] = call.attrs.transposeB ? [1, 0] : [0, 1];
  const left = matrixLayout(lowering.layout(a), lowering.shape(a));
  const right = matrixLayout(lowering.layout(b), lowering.shape(b));
  const inner = singleAxisLayout(left, aIn);
  let [first, second] = [left, right];
  if (layoutKey(inner) !== layoutKey(singleAxisLayout(right, bIn))) {
    // Convert the smaller operand to the other's layout.
    if (product(lowering.shape(a)) >= product(lowering.shape(b))) {
      const column = singleAxisLayout(right, bColumn);
      second = joinAxisLayouts(bIn === 0 ? [inner, column] : [column, inner]);
    } else {
      const row = singleAxisLayout(left, aRow);
      const other = singleAxisLayout(right, bIn);
      first = joinAxisLayouts(aIn === 0 ? [other, row] : [row, other]);
    }
  }
  const operands: [TensorName, TensorName] = [asMatrix(lowering, a, first), asMatrix(lowering, b, second)];
  const result =
    matMulInParts(lowering, call, operands) ??
    graph.op('Gemm', operands, {
      transA: call.attrs.transposeA ? 1 : 0,
      transB: call.attrs.transposeB ? 1 : 0,
    });
  const layout = joinAxisLayouts([singleAxisLayout(first, aRow), singleAxisLayout(second, bColumn)]);
  const shape = lowering.shape(out);
  lowering.set(
    out,
    physicalDims(layout).join() === shape.join() ? result : graph.reshape(result, physicalDims(layout)),
    layout,
  );
}

/**
 * onnxruntime sums blocks of about 128 products, then these sums sequentially: for a million similar products the
 * result is off by 35 ulp. Longer inner dimensions are therefore computed in parts of at most this many products,
 * which are then summed pairwise.
 */
const MAX_SEQUENTIAL_PRODUCTS = 16_384;

/** @returns null if a single product is accurate enough, or the inner dimension has no suitable divisor */
function matMulInParts(
  lowering: OnnxLoweringContext,
  call: KernelCall,
  [a, b]: [TensorName, TensorName],
): TensorName | null {
  const { graph } = lowering;
  const { transposeA, transposeB } = call.attrs;
  const [rows, columns] = lowering.shape(call.outputs[0] as ValueId) as [number, number];
  const inner = lowering.shape(lowering.input(call, 'a'))[transposeA ? 0 : 1] as number;
  if (inner <= MAX_SEQUENTIAL_PRODUCTS) return null;
  const length = largestDivisor(inner, MAX_SEQUENTIAL_PRODUCTS);
  const parts = inner / length;
  if (length < MAX_SEQUENTIAL_PRODUCTS / 64) return null;
  const left = transposeA
    ? graph.transpose(graph.reshape(a, [parts, length, rows]), [0, 2, 1])
    : graph.transpose(graph.reshape(a, [rows, parts, length]), [1, 0, 2]);
  const right = transposeB
    ? graph.transpose(graph.reshape(b, [columns, parts, length]), [1, 2, 0])
    : graph.reshape(b, [parts, length, columns]);
  return reducePairwise(graph, 'ReduceSum', graph.op('MatMul', [left, right]), [parts, rows, columns], [0]);
}

export const onnxMatmulEmitters: OnnxEmitterTable = {
  BatchMatMul(lowering, call) {
    const [a, b, out] = [lowering.input(call, 'a'), lowering.input(call, 'b'), call.outputs[0] as ValueId];
    const { graph } = lowering;
    if (lowering.shape(out).length === 2 && lowering.dtype(out) === 'float32')
      return emitGemm(lowering, call);
    /** onnxruntime fuses transposes into MatMul; other runtimes execute them. */
    const factor = (id: ValueId, transposed: unknown) => {
      const float =
        lowering.dtype(id) === 'float32' ? lowering.get(id) : graph.cast(lowering.get(id), 'float32');
      if (!transposed) return float;
      const axes = lowering.shape(id).map((_, axis) => axis);
      return graph.transpose(float, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
    };
    const result = graph.op('MatMul', [factor(a, call.attrs.transposeA), factor(b, call.attrs.transposeB)]);
    lowering.set(out, lowering.dtype(out) === 'float32' ? result : graph.cast(result, lowering.dtype(out)));
  },
};
