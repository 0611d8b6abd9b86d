import { isDeepStrictEqual } from 'node:util';
import { inferBatchDimensions } from '../model-export.js';
import type { ModelProto, TensorProto, ValueInfo } from './model/index.js';

/** What the side that counts examples is called. */
const BATCH = 'batch';

/**
 * Two models of the same function, for two numbers of examples, as one for any number. Between them may differ: the sides
 * of inputs and outputs that count examples, and one side of each shape that Reshape is given (ONNX writes -1 for the side
 * that follows from the others). Null where anything else does.
 */
export function mergeIntoDynamicBatchModel(
  models: readonly [ModelProto, ModelProto],
  batchSizes: readonly [number, number],
): ModelProto | null {
  const [one, other] = models;
  if (!isDeepStrictEqual(one.nodes, other.nodes)) return null;
  if (one.initializers.length !== other.initializers.length) return null;
  const isShape = (name: string) =>
    one.nodes.every(({ op, inputs }) =>
      inputs.every((input, at) => input !== name || (op === 'Reshape' && at === 1)),
    );

  const initializers: TensorProto[] = [];
  for (const [at, tensor] of one.initializers.entries()) {
    const twin = other.initializers[at]!;
    if (isDeepStrictEqual(tensor, twin)) {
      initializers.push(tensor);
      continue;
    }
    if (tensor.name !== twin.name || tensor.type !== 'int64' || !isShape(tensor.name)) return null;
    const sides = inferBatchDimensions(
      [[...tensor.data].map(Number), [...twin.data].map(Number)],
      batchSizes,
    );
    if (!sides || sides.filter((side) => side === null).length !== 1) return null;
    initializers.push({ ...tensor, data: BigInt64Array.from(sides, (side) => BigInt(side ?? -1)) });
  }

  const ports = (these: readonly ValueInfo[], those: readonly ValueInfo[]): ValueInfo[] | null => {
    const made = these.map((port, at) => {
      const sides = inferBatchDimensions([port.dims, those[at]!.dims], batchSizes, 1);
      const free = sides?.flatMap((side, axis) => (side === null ? [[axis, BATCH]] : []));
      return free ? { ...port, free: Object.fromEntries(free) as Record<number, string> } : null;
    });
    return made.includes(null) ? null : (made as ValueInfo[]);
  };
  const inputs = ports(one.inputs, other.inputs);
  const outputs = ports(one.outputs, other.outputs);
  return inputs && outputs && { ...one, name: one.name.replace(/@\d+$/, ''), initializers, inputs, outputs };
}
