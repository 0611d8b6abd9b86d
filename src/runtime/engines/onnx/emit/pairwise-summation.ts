import { pairwiseSummationSteps } from '../../passes/index.js';
import type { OnnxGraphBuilder, TensorName } from '../model/index.js';

/**
 * A sum or mean of float32 numbers, as exact as many of them need it.
 *
 * @param dims dimensions of `x`
 * @param axes the dimensions that are taken away, ascending
 * @returns what is left, with the other dimensions
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
  const made = steps.reduce((from, { shape: rows, axis, inFloat64: wide }) => {
    const read = graph.reshape(from, rows);
    const part = graph.op(op, [wide ? graph.cast(read, 'float64') : read, graph.ints([axis])], {
      keepdims: 0,
    });
    return wide ? graph.cast(part, 'float32') : part;
  }, x);
  return graph.reshape(
    made,
    dims.filter((_, at) => !axes.includes(at)),
  );
}
