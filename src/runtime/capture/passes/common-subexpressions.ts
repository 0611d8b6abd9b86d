import type { KernelCall, StepProgram, ValueId } from '../step-program.js';
import { rewriteProgram } from './program-editor.js';

/** Commutative kernels. */
const commutativeKernels = new Set([
  'Add',
  'Multiply',
  'Equal',
  'NotEqual',
  'LogicalAnd',
  'LogicalOr',
  'SquaredDifference',
]);

/** JSON with sorted keys, so that equal attributes have equal texts. */
function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, one]) => `${key}:${canonicalText(one)}`).join(',')}}`;
  }
  // Not JSON.stringify: it takes -0 for 0 and NaN for null.
  return Object.is(value, -0) ? '-0' : typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function expressionKey(call: KernelCall, program: StepProgram): string {
  const operands = Object.keys(call.inputs)
    .sort()
    .map((name) => call.inputs[name] as ValueId);
  const order = commutativeKernels.has(call.kernel) ? operands.sort((a, b) => a - b) : operands;
  // Attributes don't determine the output: two filter gradients with different filter sizes may have the same
  // attributes.
  const made = call.outputs
    .map((id) => program.values[id])
    .map((value) => `${value?.dtype}[${value?.shape.join()}]`);
  return `${call.kernel}(${order.join()})${canonicalText(call.attrs)}${made.join()}`;
}

/** Longer constants are not compared: it costs more than it saves. */
const MAX_MERGED_ELEMENTS = 64;

function mergeConstants(program: StepProgram): Map<ValueId, ValueId> {
  const first = new Map<string, ValueId>();
  const same = new Map<ValueId, ValueId>();
  for (const { value, data } of program.constants) {
    if (data.length > MAX_MERGED_ELEMENTS) continue;
    const { shape, dtype } = program.values[value] as StepProgram['values'][number];
    const key = `${dtype}[${shape.join()}]${Array.from(data, canonicalText).join()}`;
    const known = first.get(key);
    if (known === undefined) first.set(key, value);
    else same.set(value, known);
  }
  return same;
}

/** Common subexpression elimination. Kernels have no side effects, and draws are inputs, so it is safe. */
export function eliminateCommonSubexpressions(program: StepProgram): StepProgram {
  const same = mergeConstants(program);
  const merged = {
    ...program,
    calls: program.calls.map((call) => ({
      ...call,
      inputs: Object.fromEntries(Object.entries(call.inputs).map(([name, id]) => [name, same.get(id) ?? id])),
    })),
    outputs: program.outputs.map((output) => ({ ...output, value: same.get(output.value) ?? output.value })),
  };
  const seen = new Map<string, KernelCall>();
  return rewriteProgram(merged, (call, editor) => {
    const key = expressionKey(call, merged);
    const before = seen.get(key);
    if (!before) {
      seen.set(key, call);
      editor.keep(call);
      return;
    }
    call.outputs.forEach((id, at) => editor.replace(id, before.outputs[at] as ValueId));
  });
}
