import { pairwiseSummationSteps } from '../../passes/index.js';
import type { OnnxGraphBuilder, TensorName } from '../model/index.js';

/**
 * A float32 sum or mean by pairwise summation.
 *
 * @param dims dimensions of `x`
 * @param axes the dimensions to reduce, ascending
 * @returns the result, with the remaining dimensions
 */
export function reducePairwise(
  graph: OnnxGraphBuilder,
  op: 'ReduceSum' | 'ReduceMean',
  x: TensorName,
  dims: readonly number[],
  axes: readonly number[],
): TensorName {
  const steps = pairwiseSummationSteps(dims, axes);
  if (!steps) return graph.op(op, [x, graph.ints(axes)], { keepdims: 0 });
  const reduced = steps.reduce((from, { shape, axis, inFloat64 }) => {
    const reshaped = graph.reshape(from, shape);
    const part = graph.op(op, [inFloat64 ? graph.cast(reshaped, 'float64') : reshaped, graph.ints([axis])], {
      keepdims: 0,
    });
    return inFloat64 ? graph.cast(part, 'float32') : part;
  }, x);
  return graph.reshape(
    reduced,
    dims.filter((_, at) => !axes.includes(at)),
  );
}
