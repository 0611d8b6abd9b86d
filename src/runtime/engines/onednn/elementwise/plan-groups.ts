/**
 * Groups element-wise calls: the calls of a group are computed in one pass over memory, at the place of the last of them.
 */
import type { KernelCall, StepProgram, ValueId } from '../../../capture/index.js';
import { product, withLeadingOnes } from '../layout.js';
import { elementwiseKernels } from './kernels.js';

/**
 * How an operand is spread over the elements of a group: all of its own (`full`), one for all (`scalar`), one for each
 * place in a row (`inner`), one for each row (`outer`), a row of its own for each `repeat` rows (`middle`), or in another
 * way (`general`).
 */
export type Spread =
  | { kind: 'full' | 'scalar' | 'general' }
  | { kind: 'inner' | 'outer'; columns: number }
  | { kind: 'middle'; columns: number; repeat: number };

export interface ElementwiseGroup {
  /** In order. */
  calls: KernelCall[];
  /** Place in the program of the last call. */
  position: number;
  /** Sides of the results, without leading ones of length 1. */
  shape: readonly number[];
  /** Length of a row, where an operand is spread over rows or columns. */
  columns: number | null;
  /** Rows that share a row of an operand, where an operand is spread so. */
  repeat: number | null;
}

const withoutLeadingOnes = (shape: readonly number[]): readonly number[] => {
  const first = shape.findIndex((side) => side !== 1);
  return first < 0 ? [] : shape.slice(first);
};

/** How a value of shape `operand` is spread over `result`. */
export function spreadOf(operand: readonly number[], result: readonly number[]): Spread {
  const [size, all] = [product(operand), product(result)];
  if (size === all) return { kind: 'full' };
  if (size === 1) return { kind: 'scalar' };
  const sides = withLeadingOnes(operand, result.length);
  // Sides of length 1 are neither the operand's own nor spread.
  const own = sides.filter((_, at) => result[at] !== 1).map((side) => side !== 1);
  const lengths = result.filter((side) => side !== 1);
  const [first, last] = [own.indexOf(true), own.lastIndexOf(true)];
  const [isFirst, isLast] = [first === 0, last === own.length - 1];
  if (own.slice(first, last + 1).every(Boolean)) {
    if (isLast) return { kind: 'inner', columns: size };
    if (isFirst) return { kind: 'outer', columns: all / size };
  }
  // Own sides at both ends, spread over those between.
  const gap = own.indexOf(false, first);
  const after = own.indexOf(true, gap);
  if (isFirst && isLast && gap > 0 && own.slice(after).every(Boolean)) {
    return {
      kind: 'middle',
      columns: product(lengths.slice(after)),
      repeat: product(lengths.slice(gap, after)),
    };
  }
  return { kind: 'general' };
}

/** Uses of values: places of the calls that read them. */
export function consumersOf(program: StepProgram): Map<ValueId, number[]> {
  const consumers = new Map<ValueId, number[]>();
  program.calls.forEach((call, position) => {
    for (const id of new Set(Object.values(call.inputs))) {
      const known = consumers.get(id);
      if (known) known.push(position);
      else consumers.set(id, [position]);
    }
  });
  return consumers;
}

/** Kernels whose operands must all be numbers of 32 bits and floats. */
const FLOATS_ONLY = new Set(['RealDiv', 'SquaredDifference', 'AddN', 'Mod']);

/** @param excluded calls that something else computes */
export function planElementwiseGroups(
  program: StepProgram,
  excluded: ReadonlySet<KernelCall>,
): Map<KernelCall, ElementwiseGroup> {
  const consumers = consumersOf(program);
  const producers = new Map<ValueId, number>();
  program.calls.forEach(({ outputs }, position) => outputs.forEach((id) => producers.set(id, position)));
  const groupOf = new Map<KernelCall, ElementwiseGroup>();
  const valueOf = (id: ValueId) => program.values[id]!;

  /** The rows that a call's operands want; undefined if it is no call for a group. */
  function rowsOf(call: KernelCall): { columns: number | null; repeat: number | null } | undefined {
    if (excluded.has(call) || !Object.hasOwn(elementwiseKernels, call.kernel)) return undefined;
    const result = valueOf(call.outputs[0]!);
    if (product(result.shape) === 0) return undefined;
    let columns: number | null = null;
    let repeat: number | null = null;
    for (const id of Object.values(call.inputs)) {
      const operand = valueOf(id);
      if (FLOATS_ONLY.has(call.kernel) && operand.dtype !== 'float32') return undefined;
      const spread = spreadOf(operand.shape, result.shape);
      if (!('columns' in spread)) continue;
      if (columns !== null && columns !== spread.columns) return undefined;
      columns = spread.columns;
      if (spread.kind !== 'middle') continue;
      if (repeat !== null && repeat !== spread.repeat) return undefined;
      repeat = spread.repeat;
    }
    // tfjs's condition may be a vector along the first side.
    if (call.kernel === 'Select') {
      const [condition, t, e] = ['condition', 't', 'e'].map((name) =>
        valueOf(call.inputs[name]!).shape.join(),
      );
      if (condition !== t || t !== e) return undefined;
    }
    return { columns, repeat };
  }

  program.calls.forEach((call, position) => {
    const rows = rowsOf(call);
    if (rows === undefined) return;
    const shape = withoutLeadingOnes(valueOf(call.outputs[0]!).shape);
    const group: ElementwiseGroup = { calls: [call], position, shape, ...rows };
    groupOf.set(call, group);
    // The groups that made its operands are taken in, one after the other, as far as nothing else waits for them.
    for (const id of new Set(Object.values(call.inputs))) {
      const at = producers.get(id);
      const other = at === undefined ? undefined : groupOf.get(program.calls[at]!);
      if (!other || other === group || other.shape.join() !== shape.join()) continue;
      if (group.columns !== null && other.columns !== null && group.columns !== other.columns) continue;
      if (group.repeat !== null && other.repeat !== null && group.repeat !== other.repeat) continue;
      const inside = (reader: KernelCall) => groupOf.get(reader) === other || groupOf.get(reader) === group;
      const awaited = other.calls.some(({ outputs }) =>
        outputs.some((output) =>
          (consumers.get(output) ?? []).some(
            (reader) => reader < position && !inside(program.calls[reader]!),
          ),
        ),
      );
      if (awaited) continue;
      group.calls = [...other.calls, ...group.calls];
      group.columns ??= other.columns;
      group.repeat ??= other.repeat;
      for (const member of other.calls) groupOf.set(member, group);
    }
    const places = new Map(group.calls.map((member) => [member, producers.get(member.outputs[0]!)!]));
    group.calls.sort((a, b) => places.get(a)! - places.get(b)!);
  });
  return groupOf;
}
