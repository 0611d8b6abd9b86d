import type { KernelCall, StepProgram, TensorSpec, ValueId } from '../../capture/index.js';

/** A program in whose calls a pass looks up what makes and what reads a value, and puts others in their place. */
export interface CallRewriter {
  readonly calls: KernelCall[];
  value(id: ValueId): TensorSpec;
  producer(id: ValueId | undefined): KernelCall | undefined;
  /** The call that reads a value, if it is the only one and the value is no output of the program. */
  onlyConsumer(id: ValueId): KernelCall | undefined;
  consumers(id: ValueId): readonly KernelCall[];
  /** Whether one call of the program comes before another. */
  isBefore(one: KernelCall, other: KernelCall): boolean;
  /** The number that a constant is. */
  scalarConstant(id: ValueId | undefined): number | undefined;
  addValue(value: TensorSpec): ValueId;
  /** Put calls in the place of one. */
  replace(call: KernelCall, by: readonly KernelCall[]): void;
}

/** The operands of what can be written either way round. */
export const commutedOperands = [
  ['a', 'b'],
  ['b', 'a'],
] as const;

/** What `visit` makes of a program's calls. It sees each call of the program as it was once, in order. */
export function rewriteCalls(
  program: StepProgram,
  visit: (call: KernelCall, rewriter: CallRewriter) => void,
): StepProgram {
  const values = [...program.values];
  const makers = new Map<ValueId, KernelCall>();
  const readers = new Map<ValueId, KernelCall[]>();
  for (const call of program.calls) {
    for (const id of call.outputs) makers.set(id, call);
    for (const id of new Set(Object.values(call.inputs))) readers.set(id, [...(readers.get(id) ?? []), call]);
  }
  const places = new Map(program.calls.map((call, at) => [call, at]));
  const results = new Set(program.outputs.map(({ value }) => value));
  const constants = new Map(program.constants.map(({ value, data }) => [value, data]));
  const instead = new Map<KernelCall, readonly KernelCall[]>();
  const rewriter: CallRewriter = {
    calls: program.calls,
    value: (id) => values[id] as TensorSpec,
    producer: (id) => (id === undefined ? undefined : makers.get(id)),
    consumers: (id) => readers.get(id) ?? [],
    isBefore: (one, other) => (places.get(one) ?? -1) < (places.get(other) ?? -1),
    onlyConsumer(id) {
      const [reader, another] = readers.get(id) ?? [];
      return another || results.has(id) ? undefined : reader;
    },
    scalarConstant(id) {
      const data = id === undefined ? undefined : constants.get(id);
      return data?.length === 1 ? data[0] : undefined;
    },
    addValue: (value) => values.push(value) - 1,
    replace: (call, by) => void instead.set(call, by),
  };
  for (const call of program.calls) visit(call, rewriter);
  return { ...program, values, calls: program.calls.flatMap((call) => instead.get(call) ?? [call]) };
}
