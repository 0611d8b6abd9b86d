import { extractDecomposition } from './extract-decomposition.js';
import {
  kernelDecompositions,
  KernelError,
  kernelRules,
  type KernelAttributes,
  type KernelRecorder,
} from './kernels/index.js';
import type { ProgramConstant, DType, KernelCall, TensorSpec, ValueId } from './step-program.js';

type ConstantData = ProgramConstant['data'];

/** Recorder of a StepProgram: values, constants and calls, in the order of recording. */
export interface ProgramRecorder extends KernelRecorder {
  readonly values: TensorSpec[];
  readonly constants: ProgramConstant[];
  readonly calls: KernelCall[];
  /** An input value. */
  addInput(shape: readonly number[], dtype: DType): ValueId;
  /** Record a kernel as tfjs calls it. Returns its outputs. */
  recordKernel(name: string, inputs: Readonly<Record<string, ValueId>>, attrs: KernelAttributes): ValueId[];
  /** A tensor that tfjs created during the capture. */
  literal(data: ConstantData, shape: readonly number[], dtype: DType): ValueId;
  /**
   * Record one composite call for all calls that `define` records, which returns the values of its outputs.
   *
   * @param given inputs that the call has even if its definition does not read them
   */
  recordComposite(
    kernel: string,
    inputs: Readonly<Record<string, ValueId>>,
    attrs: KernelAttributes,
    define: () => readonly ValueId[],
    given?: readonly string[],
  ): readonly ValueId[];
  /** Run `body`; all calls that it records have the given scope. */
  inScope<T>(scope: string, body: () => T): T;
  /** The scope of the call that made a value; empty for inputs and constants. */
  scopeOf(value: ValueId): string;
}

/** An empty recorder. `outermostScope` is the scope of calls that are recorded outside of any `inScope`. */
export function createProgramRecorder(outermostScope: string): ProgramRecorder {
  const values: TensorSpec[] = [];
  const constants: ProgramConstant[] = [];
  const calls: KernelCall[] = [];
  const scopes = new Map<ValueId, string>();
  let scope = outermostScope;
  /** Where calls are recorded: in the step, or in the definition of a composite. */
  let recorded = calls;

  const add = (shape: readonly number[], dtype: DType): ValueId =>
    values.push({ shape: [...shape], dtype }) - 1;

  const value = (id: ValueId): TensorSpec => {
    const found = values[id];
    if (!found) throw new Error(`value ${id} was never recorded`);
    return found;
  };

  const constant = (data: ConstantData, shape: readonly number[], dtype: DType): ValueId => {
    const id = add(shape, dtype);
    constants.push({ value: id, data });
    return id;
  };

  const plain = (
    name: string,
    inputs: Readonly<Record<string, ValueId>>,
    attrs: KernelAttributes,
  ): ValueId[] => {
    const rule = kernelRules[name];
    if (!rule) throw new KernelError(`the kernel ${name} is not one that lagraph can record`);
    const operands = Object.fromEntries(Object.entries(inputs).map(([key, id]) => [key, value(id)]));
    const inferred = rule(operands, attrs);
    const outputs = inferred.outputs.map((output) => add(output.shape, output.dtype));
    for (const id of outputs) scopes.set(id, scope);
    recorded.push({ kernel: name, inputs, attrs: inferred.attrs, outputs, scope });
    return outputs;
  };

  const recording: KernelRecorder = {
    constant,
    value,
    call: (kernel, inputs, attrs = {}) => {
      const [output] = plain(kernel, inputs, attrs);
      if (output === undefined) throw new Error(`${kernel} has no output`);
      return output;
    },
  };

  return {
    ...recording,
    values,
    constants,
    calls,
    addInput: add,
    recordKernel(name, inputs, attrs) {
      try {
        const expansion = kernelDecompositions[name];
        return expansion ? [expansion(recording, inputs, attrs)] : plain(name, inputs, attrs);
      } catch (error) {
        if (!(error instanceof KernelError)) throw error;
        throw new Error(`${scope}: ${name}: ${error.message}`, { cause: error });
      }
    },
    recordComposite(kernel, inputs, attrs, define, given = []) {
      const outer = recorded;
      const inner: KernelCall[] = [];
      recorded = inner;
      let made: readonly ValueId[];
      try {
        made = define();
      } finally {
        recorded = outer;
      }
      const decomposition = extractDecomposition({ values, constants, calls: inner }, inputs, made);
      if (!decomposition) {
        recorded.push(...inner);
        return made;
      }
      const read = Object.entries(inputs).filter(
        ([name]) => Object.hasOwn(decomposition.inputs, name) || given.includes(name),
      );
      const outputs = made.map((id) => add(value(id).shape, value(id).dtype));
      for (const id of outputs) scopes.set(id, scope);
      recorded.push({ kernel, inputs: Object.fromEntries(read), attrs, outputs, scope, decomposition });
      return outputs;
    },
    literal(data, shape, dtype) {
      // tfjs creates whole arrays of ones and zeros for gradients: a `Fill` replaces them.
      const first = data[0];
      if (data.length > 1 && first !== undefined && data.every((number) => Object.is(number, first))) {
        return recording.call('Fill', {}, { shape, value: first, dtype });
      }
      return constant(data.slice(), shape, dtype);
    },
    inScope(name, body) {
      const outer = scope;
      scope = name;
      try {
        return body();
      } finally {
        scope = outer;
      }
    },
    scopeOf: (id) => scopes.get(id) ?? '',
  };
}
