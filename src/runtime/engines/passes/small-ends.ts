/**
 * Whether it matters how exact a value is where it is next to nothing. What is only multiplied and then added to others
 * counts by how far it is off; what is a divisor, or has its logarithm taken, by what share of itself it is off.
 */
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';

/** Kernels that make of a small error's share of a number the same, or a larger, share of theirs. */
const keeping = new Set(
  `Abs AddN Cast ClipByValue Concat GatherV2 Identity LeakyRelu Max Maximum Mean Min Minimum MirrorPad Multiply Neg Pack
  PadV2 Prod RealDiv Relu Reshape Reverse Select Slice SplitV Square Sqrt Sum Tile Transpose Unpack`.split(
    /\s+/,
  ),
);

const asking = new Set(['Log', 'Pow', 'Reciprocal', 'Rsqrt', 'Atan2']);

const known = new WeakMap<StepProgram, ReadonlyMap<ValueId, readonly KernelCall[]>>();

function readersIn(program: StepProgram): ReadonlyMap<ValueId, readonly KernelCall[]> {
  const found = known.get(program);
  if (found) return found;
  const readers = new Map<ValueId, KernelCall[]>();
  for (const call of program.calls) {
    for (const id of new Set(Object.values(call.inputs))) {
      const list = readers.get(id);
      if (list) list.push(call);
      else readers.set(id, [call]);
    }
  }
  known.set(program, readers);
  return readers;
}

/** Whether a value is divided by, has its logarithm taken, or is shown to someone who may do so. */
export function smallEndMatters(program: StepProgram, value: ValueId): boolean {
  const readers = readersIn(program);
  const shown = new Set(program.outputs.flatMap((one) => (one.kind === 'result' ? [one.value] : [])));
  const seen = new Set<ValueId>();
  const left = [value];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (shown.has(id)) return true;
    for (const { kernel, inputs, outputs } of readers.get(id) ?? []) {
      if (asking.has(kernel) || (kernel === 'RealDiv' && inputs.b === id)) return true;
      if (keeping.has(kernel)) left.push(...outputs);
    }
  }
  return false;
}
