import { isDeepStrictEqual } from 'node:util';
import { inferBatchDimensions } from '../model-export.js';
import type { ModelProto, TensorProto, ValueInfo } from './model/index.js';

/** Name of the symbolic batch dimension. */
const BATCH = 'batch';

/**
 * Merges two models of one function, lowered for two batch sizes, into one with a symbolic batch dimension. They may
 * differ in the batch dimensions of inputs and outputs, and in one entry of each Reshape shape (which becomes -1,
 * "inferred"). Null if anything else differs.
 */
export function mergeIntoDynamicBatchModel(
  models: readonly [ModelProto, ModelProto],
  batchSizes: readonly [number, number],
): ModelProto | null {
  const [first, second] = models;
  if (!isDeepStrictEqual(first.nodes, second.nodes)) return null;
  if (first.initializers.length !== second.initializers.length) return null;
  const isShape = (name: string) =>
    first.nodes.every(({ op, inputs }) =>
      inputs.every((input, at) => input !== name || (op === 'Reshape' && at === 1)),
    );

  const initializers: TensorProto[] = [];
  for (const [at, tensor] of first.initializers.entries()) {
    const counterpart = second.initializers[at]!;
    if (isDeepStrictEqual(tensor, counterpart)) {
      initializers.push(tensor);
      continue;
    }
    if (tensor.name !== counterpart.name || tensor.type !== 'int64' || !isShape(tensor.name)) return null;
    const dims = inferBatchDimensions(
      [[...tensor.data].map(Number), [...counterpart.data].map(Number)],
      batchSizes,
    );
    if (!dims || dims.filter((dim) => dim === null).length !== 1) return null;
    initializers.push({ ...tensor, data: BigInt64Array.from(dims, (dim) => BigInt(dim ?? -1)) });
  }

  const mergePorts = (
    firstPorts: readonly ValueInfo[],
    secondPorts: readonly ValueInfo[],
  ): ValueInfo[] | null => {
    const merged = firstPorts.map((port, at) => {
      const dims = inferBatchDimensions([port.dims, secondPorts[at]!.dims], batchSizes, 1);
      const free = dims?.flatMap((dim, axis) => (dim === null ? [[axis, BATCH]] : []));
      return free ? { ...port, free: Object.fromEntries(free) as Record<number, string> } : null;
    });
    return merged.includes(null) ? null : (merged as ValueInfo[]);
  };
  const inputs = mergePorts(first.inputs, second.inputs);
  const outputs = mergePorts(first.outputs, second.outputs);
  return (
    inputs && outputs && { ...first, name: first.name.replace(/@\d+$/, ''), initializers, inputs, outputs }
  );
}
