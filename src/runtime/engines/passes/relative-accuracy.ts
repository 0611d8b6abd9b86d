/**
 * Whether it matters how exact a value is where it is next to nothing. What is only multiplied and then added to others
 * counts by how far it is off; what is a divisor, or has its logarithm taken, by what share of itself it is off.
 */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';

/** Kernels that make of a small error's share of a number the same, or a larger, share of theirs. */
const preservesRelativeError = new Set(
  `Abs AddN Cast ClipByValue Concat GatherV2 Identity LeakyRelu Max Maximum Mean Min Minimum MirrorPad Multiply Neg Pack
  PadV2 Prod RealDiv Relu Reshape Reverse Select Slice SplitV Square Sqrt Sum Tile Transpose Unpack`.split(
    /\s+/,
  ),
);

const needsRelativeAccuracy = new Set(['Log', 'Pow', 'Reciprocal', 'Rsqrt', 'Atan2']);

const consumersByProgram = new WeakMap<StepProgram, ReadonlyMap<ValueId, readonly KernelCall[]>>();

function consumersOf(program: StepProgram): ReadonlyMap<ValueId, readonly KernelCall[]> {
  const found = consumersByProgram.get(program);
  if (found) return found;
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

/** Whether a value is divided by, has its logarithm taken, or is shown to someone who may do so. */
export function needsRelativeAccuracyNearZero(program: StepProgram, value: ValueId): boolean {
  const readers = consumersOf(program);
  const shown = new Set(program.outputs.flatMap((one) => (one.kind === 'result' ? [one.value] : [])));
  const seen = new Set<ValueId>();
  const left = [value];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (shown.has(id)) return true;
    for (const { kernel, inputs, outputs } of readers.get(id) ?? []) {
      if (needsRelativeAccuracy.has(kernel) || (kernel === 'RealDiv' && inputs.b === id)) return true;
      if (preservesRelativeError.has(kernel)) left.push(...outputs);
    }
  }
  return false;
}
