import type { KernelCall, StepProgram, ValueId } from '../step-program.js';
import { optimizeStepProgram } from './optimize.js';

/**
 * What an engine reads of a composite call: the names of its inputs, or null if it has no kernel for the call, which is
 * then taken apart.
 */
export type CompositeSupport = (call: KernelCall, program: StepProgram) => readonly string[] | null;

/**
 * Takes composite calls apart into the calls that define them, except for those that an engine has kernels for. These lose
 * their definition and the inputs that the engine does not read.
 */
export function decomposeComposites(
  program: StepProgram,
  supported: CompositeSupport = () => null,
): StepProgram {
  if (!program.calls.some(({ decomposition }) => decomposition)) return program;
  const values = [...program.values];
  const constants = [...program.constants];
  const by = new Map<ValueId, ValueId>();
  const now = (id: ValueId): ValueId => by.get(id) ?? id;
  const calls = program.calls.flatMap((original): KernelCall[] => {
    const { decomposition, ...call } = original;
    const inputs = Object.fromEntries(Object.entries(call.inputs).map(([name, id]) => [name, now(id)]));
    if (!decomposition) return [{ ...call, inputs }];
    const read = supported(original, program);
    if (read) {
      const kept = Object.entries(inputs).filter(([name]) => read.includes(name));
      return [{ ...call, inputs: Object.fromEntries(kept) }];
    }
    const outer = new Map<ValueId, ValueId>();
    for (const [name, id] of Object.entries(decomposition.inputs)) outer.set(id, inputs[name]!);
    for (const { value, data } of decomposition.constants) {
      const id = values.push(decomposition.values[value]!) - 1;
      constants.push({ value: id, data });
      outer.set(value, id);
    }
    decomposition.outputs.forEach((id, at) => {
      const known = outer.get(id);
      if (known === undefined) outer.set(id, call.outputs[at]!);
      else by.set(call.outputs[at]!, known);
    });
    const global = (id: ValueId): ValueId => {
      const known = outer.get(id) ?? values.push(decomposition.values[id]!) - 1;
      outer.set(id, known);
      return known;
    };
    return decomposition.calls.map((inner) => ({
      ...inner,
      inputs: Object.fromEntries(Object.entries(inner.inputs).map(([name, id]) => [name, global(id)])),
      outputs: inner.outputs.map(global),
    }));
  });
  const outputs = program.outputs.map((output) => ({ ...output, value: now(output.value) }));
  return optimizeStepProgram({ ...program, values, constants, calls, outputs });
}
