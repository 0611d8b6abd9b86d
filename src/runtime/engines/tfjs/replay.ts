import { engine, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import type { KernelCall, StepProgram, ValueId } from '../../capture/index.js';

/** Kernels whose inputs tfjs takes as a list. */
export const LIST_INPUT_KERNELS = new Set(['AddN', 'Concat', 'Pack']);

/** For each call, the values whose last use it is. */
export function lastUses(program: StepProgram): ValueId[][] {
  const kept = new Set(program.outputs.map((output) => output.value));
  const used = new Set<ValueId>(kept);
  const uses: ValueId[][] = program.calls.map(() => []);
  for (let at = program.calls.length - 1; at >= 0; at--) {
    const call = program.calls[at] as KernelCall;
    for (const id of [...Object.values(call.inputs), ...call.outputs]) {
      if (used.has(id)) continue;
      used.add(id);
      uses[at]?.push(id);
    }
  }
  return uses;
}

function tensorsFor(call: KernelCall, values: ReadonlyMap<ValueId, Tensor>): NamedTensorMap {
  const entries = Object.entries(call.inputs).map(([name, id]): [string, Tensor] => {
    const tensor = values.get(id);
    if (!tensor) throw new Error(`value ${id} of ${call.kernel} in ${call.scope} has not been computed`);
    return [name, tensor];
  });
  if (!LIST_INPUT_KERNELS.has(call.kernel)) return Object.fromEntries(entries);
  return entries
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, tensor]) => tensor) as unknown as NamedTensorMap;
}

/**
 * Runs a program's calls one by one on the current tfjs backend. `values` holds a tensor for every input and
 * constant, and afterwards for every output; intermediates are disposed after their last use.
 */
export function replayProgram(
  program: StepProgram,
  values: Map<ValueId, Tensor>,
  uses: readonly (readonly ValueId[])[] = lastUses(program),
): void {
  program.calls.forEach((call, at) => {
    let outputs: Tensor | Tensor[];
    try {
      outputs = engine().runKernel(
        call.kernel,
        tensorsFor(call, values),
        call.attrs as unknown as NamedAttrMap,
      );
    } catch (error) {
      throw new Error(
        `${program.name}: ${call.kernel} in ${call.scope} failed: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      );
    }
    const tensors = Array.isArray(outputs) ? outputs : [outputs];
    call.outputs.forEach((id, index) => {
      const tensor = tensors[index] as Tensor;
      const { shape, dtype } = program.values[id] as StepProgram['values'][number];
      if (tensor.dtype !== dtype || tensor.shape.join() !== shape.join()) {
        throw new Error(
          `${program.name}: ${call.kernel} in ${call.scope} gave ${tensor.dtype}[${tensor.shape.join(', ')}], not ${dtype}[${shape.join(', ')}]`,
        );
      }
      values.set(id, tensor);
    });
    for (const id of uses[at] ?? []) {
      values.get(id)?.dispose();
      values.delete(id);
    }
  });
}
