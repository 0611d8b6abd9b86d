import type { KernelCall, StepProgram, ValueId } from '../step-program.js';

/** Dead code elimination: removes calls, constants and inputs that no output depends on, and renumbers the values. */
export function eliminateDeadCode(program: StepProgram): StepProgram {
  const live = new Set(program.outputs.map((output) => output.value));
  const kept: KernelCall[] = [];
  for (let at = program.calls.length - 1; at >= 0; at--) {
    const call = program.calls[at] as KernelCall;
    if (!call.outputs.some((id) => live.has(id))) continue;
    // A kernel computes all of its outputs or none.
    for (const id of [...call.outputs, ...Object.values(call.inputs)]) live.add(id);
    kept.push(call);
  }
  kept.reverse();

  const numbers = new Map<ValueId, ValueId>();
  const values: StepProgram['values'] = [];
  const renumber = (id: ValueId): ValueId => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const number = values.push(program.values[id] as StepProgram['values'][number]) - 1;
    numbers.set(id, number);
    return number;
  };
  const alive = <T extends { value: ValueId }>(list: readonly T[]): T[] =>
    list.filter(({ value }) => live.has(value)).map((one) => ({ ...one, value: renumber(one.value) }));

  return {
    ...program,
    values,
    inputs: alive(program.inputs),
    constants: alive(program.constants),
    calls: kept.map((call) => ({
      ...call,
      inputs: Object.fromEntries(Object.entries(call.inputs).map(([name, id]) => [name, renumber(id)])),
      outputs: call.outputs.map(renumber),
    })),
    outputs: program.outputs.map((output) => ({ ...output, value: renumber(output.value) })),
  };
}
