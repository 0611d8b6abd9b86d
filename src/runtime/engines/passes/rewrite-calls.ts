import type { KernelCall, StepProgram, TensorSpec, ValueId } from '../../capture/index.js';

/** Def-use information of a program for a pass, and replacement of calls. */
export interface CallRewriter {
  readonly calls: KernelCall[];
  value(id: ValueId): TensorSpec;
  producer(id: ValueId | undefined): KernelCall | undefined;
  /** The call that reads a value, if there is only one and the value is no output of the program. */
  onlyConsumer(id: ValueId): KernelCall | undefined;
  consumers(id: ValueId): readonly KernelCall[];
  /** Whether one call of the program comes before another. */
  isBefore(one: KernelCall, other: KernelCall): boolean;
  /** The value of a scalar constant. */
  scalarConstant(id: ValueId | undefined): number | undefined;
  addValue(value: TensorSpec): ValueId;
  /** Replaces a call by others. */
  replace(call: KernelCall, by: readonly KernelCall[]): void;
}

/** The two orders of a commutative call's operands. */
export const commutedOperands = [
  ['a', 'b'],
  ['b', 'a'],
] as const;

/** Rewrites a program: `visit` is called once for each original call, in order. */
export function rewriteCalls(
  program: StepProgram,
  visit: (call: KernelCall, rewriter: CallRewriter) => void,
): StepProgram {
  const values = [...program.values];
  const producers = new Map<ValueId, KernelCall>();
  const consumers = new Map<ValueId, KernelCall[]>();
  for (const call of program.calls) {
    for (const id of call.outputs) producers.set(id, call);
    for (const id of new Set(Object.values(call.inputs)))
      consumers.set(id, [...(consumers.get(id) ?? []), call]);
  }
  const positions = new Map(program.calls.map((call, at) => [call, at]));
  const results = new Set(program.outputs.map(({ value }) => value));
  const constants = new Map(program.constants.map(({ value, data }) => [value, data]));
  const replacements = new Map<KernelCall, readonly KernelCall[]>();
  const rewriter: CallRewriter = {
    calls: program.calls,
    value: (id) => values[id] as TensorSpec,
    producer: (id) => (id === undefined ? undefined : producers.get(id)),
    consumers: (id) => consumers.get(id) ?? [],
    isBefore: (one, other) => (positions.get(one) ?? -1) < (positions.get(other) ?? -1),
    onlyConsumer(id) {
      const [reader, another] = consumers.get(id) ?? [];
      return another || results.has(id) ? undefined : reader;
    },
    scalarConstant(id) {
      const data = id === undefined ? undefined : constants.get(id);
      return data?.length === 1 ? data[0] : undefined;
    },
    addValue: (value) => values.push(value) - 1,
    replace: (call, by) => void replacements.set(call, by),
  };
  for (const call of program.calls) visit(call, rewriter);
  return { ...program, values, calls: program.calls.flatMap((call) => replacements.get(call) ?? [call]) };
}
