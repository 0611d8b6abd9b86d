import type { Decomposition, KernelCall, StepProgram, TensorSpec, ValueId } from './step-program.js';

/**
 * Calls of a step as a definition with values of its own, without those that no output depends on.
 *
 * @returns null if they read other values than these inputs and constants
 */
export function extractDecomposition(
  { values, constants, calls }: Pick<StepProgram, 'values' | 'constants' | 'calls'>,
  inputs: Readonly<Record<string, ValueId>>,
  outputs: readonly ValueId[],
): Decomposition | null {
  const live = new Set(outputs);
  const kept: KernelCall[] = [];
  for (const call of [...calls].reverse()) {
    if (!call.outputs.some((id) => live.has(id))) continue;
    for (const id of Object.values(call.inputs)) live.add(id);
    kept.unshift(call);
  }
  const numbers = new Map<ValueId, ValueId>();
  const own: TensorSpec[] = [];
  const enter = (id: ValueId): ValueId => {
    const number = own.push(values[id]!) - 1;
    numbers.set(id, number);
    return number;
  };
  const formal: Record<string, ValueId> = {};
  // One value may be several inputs: each has its own place, and the first is read.
  for (const [name, id] of Object.entries(inputs)) {
    if (live.has(id) && !numbers.has(id)) formal[name] = enter(id);
  }
  const literals = constants
    .filter(({ value }) => live.has(value) && !numbers.has(value))
    .map((constant) => ({ ...constant, value: enter(constant.value) }));
  for (const call of kept) for (const id of call.outputs) enter(id);
  if ([...live].some((id) => !numbers.has(id))) return null;
  const renumbered = (id: ValueId) => numbers.get(id)!;
  return {
    values: own,
    inputs: formal,
    constants: literals,
    calls: kept.map((call) => ({
      ...call,
      inputs: Object.fromEntries(Object.entries(call.inputs).map(([name, id]) => [name, renumbered(id)])),
      outputs: call.outputs.map(renumbered),
    })),
    outputs: outputs.map(renumbered),
  };
}
