import { partialSums } from '../../passes/index.js';
import type { Graph, Name } from '../model/index.js';

/**
 * A sum or mean of float32 numbers, as exact as many of them need it.
 *
 * @param sides dimensions of `x`
 * @param where the dimensions that are taken away, ascending
 * @returns what is left, with the other dimensions
 */
export function reduceInParts(
  graph: Graph,
  op: 'ReduceSum' | 'ReduceMean',
  x: Name,
  sides: readonly number[],
  where: readonly number[],
): Name {
  const steps = partialSums(sides, where);
  if (!steps) return graph.op(op, [x, graph.ints(where)], { keepdims: 0 });
  const made = steps.reduce((from, { rows, axis, wide }) => {
    const read = graph.reshape(from, rows);
    const part = graph.op(op, [wide ? graph.cast(read, 'float64') : read, graph.ints([axis])], {
      keepdims: 0,
    });
    return wide ? graph.cast(part, 'float32') : part;
  }, x);
  return graph.reshape(
    made,
    sides.filter((_, at) => !where.includes(at)),
  );
}
