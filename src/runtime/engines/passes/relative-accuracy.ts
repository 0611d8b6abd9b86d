/**
 * Whether a value needs relative accuracy near zero. Terms of sums matter by their absolute error; divisors and
 * arguments of logarithms by their relative error.
 */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';

/** Kernels that preserve relative errors. */
const preservesRelativeError = new Set(
  `Abs AddN Cast ClipByValue Concat GatherV2 Identity LeakyRelu Max Maximum Mean Min Minimum MirrorPad Multiply Neg Pack
  PadV2 Prod RealDiv Relu Reshape Reverse Select Slice SplitV Square Sqrt Sum Tile Transpose Unpack`.split(
    /\s+/,
  ),
);

const needsRelativeAccuracy = new Set(['Log', 'Pow', 'Reciprocal', 'Rsqrt', 'Atan2']);

const consumersByProgram = new WeakMap<StepProgram, ReadonlyMap<ValueId, readonly KernelCall[]>>();

function consumersOf(program: StepProgram): ReadonlyMap<ValueId, readonly KernelCall[]> {
  const cached = consumersByProgram.get(program);
  if (cached) return cached;
  const readers = new Map<ValueId, KernelCall[]>();
  for (const call of program.calls) {
    for (const id of new Set(Object.values(call.inputs))) {
      const list = readers.get(id);
      if (list) list.push(call);
      else readers.set(id, [call]);
    }
  }
  consumersByProgram.set(program, readers);
  return readers;
}

/** Whether a value reaches a division, a logarithm or an output of the program. */
export function needsRelativeAccuracyNearZero(program: StepProgram, value: ValueId): boolean {
  const readers = consumersOf(program);
  const results = new Set(program.outputs.flatMap((one) => (one.kind === 'result' ? [one.value] : [])));
  const visited = new Set<ValueId>();
  const pending = [value];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (visited.has(id)) continue;
    visited.add(id);
    if (results.has(id)) return true;
    for (const { kernel, inputs, outputs } of readers.get(id) ?? []) {
      if (needsRelativeAccuracy.has(kernel) || (kernel === 'RealDiv' && inputs.b === id)) return true;
      if (preservesRelativeError.has(kernel)) pending.push(...outputs);
    }
  }
  return false;
}
