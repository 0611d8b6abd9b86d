/** Shared by passes: rebuilds a program call by call, in order. */
import { kernelRules } from '../kernels/index.js';
import type {
  ProgramConstant,
  DType,
  KernelCall,
  StepProgram,
  TensorSpec,
  ValueId,
} from '../step-program.js';

export type StepProgramPass = (program: StepProgram) => StepProgram;

/** The new program under construction. */
export interface ProgramEditor {
  readonly program: StepProgram;
  value(id: ValueId): TensorSpec;
  /** The call that computes a value, if there is one, as rewritten so far. */
  maker(id: ValueId): KernelCall | undefined;
  constant(id: ValueId): ProgramConstant['data'] | undefined;
  /** The id that replaces a value by now. */
  currentId(id: ValueId): ValueId;
  /** From here on use `by` for `id`. */
  replace(id: ValueId, by: ValueId): void;
  addConstant(data: ProgramConstant['data'], shape: readonly number[], dtype: DType): ValueId;
  /** Keep a call, with its current inputs. */
  keep(call: KernelCall): void;
  /** Replace a value by the output of a new call. */
  replaceWithCall(
    id: ValueId,
    kernel: string,
    inputs: KernelCall['inputs'],
    attrs: KernelCall['attrs'],
    scope: string,
  ): void;
  /** Insert a call; returns its new value. */
  insert(kernel: string, inputs: KernelCall['inputs'], attrs: KernelCall['attrs'], scope: string): ValueId;
}

/**
 * Rebuild a program: `visit` is called for each call, with its inputs already replaced, and keeps, replaces or drops
 * it through the editor. The old program is not changed.
 */
export function rewriteProgram(
  program: StepProgram,
  visit: (call: KernelCall, editor: ProgramEditor) => void,
): StepProgram {
  const values = [...program.values];
  const constants = [...program.constants];
  const calls: KernelCall[] = [];
  const by = new Map<ValueId, ValueId>();
  const makers = new Map<ValueId, KernelCall>();
  const data = new Map(constants.map((constant) => [constant.value, constant.data]));

  const value = (id: ValueId): TensorSpec => {
    const found = values[id];
    if (!found) throw new Error(`${program.name} has no value ${id}`);
    return found;
  };
  const now = (id: ValueId): ValueId => {
    let at = id;
    for (let next = by.get(at); next !== undefined; next = by.get(at)) at = next;
    return at;
  };
  const keep = (call: KernelCall) => {
    calls.push(call);
    for (const output of call.outputs) makers.set(output, call);
  };
  const insert: ProgramEditor['insert'] = (kernel, inputs, attrs, scope) => {
    const operands = Object.fromEntries(Object.entries(inputs).map(([name, id]) => [name, value(id)]));
    const inferred = kernelRules[kernel]?.(operands, attrs);
    const made = inferred?.outputs[0];
    if (!inferred || !made) throw new Error(`a pass asked for the kernel ${kernel}, which has no rule`);
    const id = values.push(made) - 1;
    keep({ kernel, inputs, attrs: inferred.attrs, outputs: [id], scope });
    return id;
  };
  const editor: ProgramEditor = {
    program,
    value,
    currentId: now,
    keep,
    insert,
    maker: (id) => makers.get(id),
    constant: (id) => data.get(id),
    replace: (id, other) => void by.set(id, other),
    addConstant(numbers, shape, dtype) {
      const id = values.push({ shape: [...shape], dtype }) - 1;
      constants.push({ value: id, data: numbers });
      data.set(id, numbers);
      return id;
    },
    replaceWithCall(id, kernel, inputs, attrs, scope) {
      by.set(id, insert(kernel, inputs, attrs, scope));
    },
  };

  for (const call of program.calls) {
    const inputs = Object.fromEntries(Object.entries(call.inputs).map(([name, id]) => [name, now(id)]));
    visit({ ...call, inputs }, editor);
  }
  const outputs = program.outputs.map((output) => ({ ...output, value: now(output.value) }));
  return { ...program, values, constants, calls, outputs };
}

/** The only output of a call. */
export function soleOutput(call: KernelCall): ValueId {
  const [id] = call.outputs;
  if (id === undefined) throw new Error(`${call.kernel} has no output`);
  return id;
}

export function inputNamed(call: KernelCall, name: string): ValueId {
  const id = call.inputs[name];
  if (id === undefined) throw new Error(`${call.kernel} has no input ${name}`);
  return id;
}

export const shapesEqual = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((side, at) => side === b[at]);

/** The value of a splat, if it is known: a constant of one element, or a `Fill`. */
export function splatValue(editor: ProgramEditor, id: ValueId): number | undefined {
  const data = editor.constant(id);
  if (data) return data.length === 1 ? data[0] : undefined;
  const maker = editor.maker(id);
  return maker?.kernel === 'Fill' ? (maker.attrs.value as number) : undefined;
}

/** An array with one element of a type. */
export function scalarData(value: number, dtype: DType): ProgramConstant['data'] {
  if (dtype === 'float32') return Float32Array.of(value);
  return dtype === 'int32' ? Int32Array.of(value) : Uint8Array.of(value);
}
