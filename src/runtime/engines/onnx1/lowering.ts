/** What the emitters share: the graph that is being built, and where each value of the step is in it. */
import type { DType, KernelCall, StepProgram, ValueId } from '../../capture/index.js';
import type { Graph } from './graph.js';
import type { Layout } from './layout.js';

export interface Lowering {
  readonly graph: Graph;
  readonly program: StepProgram;
  shape(id: ValueId): readonly number[];
  dtype(id: ValueId): DType;
  layout(id: ValueId): Layout;
  /** The name of a value in a layout; turned over if it is only there in the other one. */
  get(id: ValueId, layout?: Layout): string;
  /** A value has been computed, in its own layout or another. */
  set(id: ValueId, name: string, layout?: Layout): void;
  /** Something derived from a value that several emitters may want: a turned filter. */
  once(key: string, make: () => string): string;
  /** Calls that read a value. */
  readers(id: ValueId): readonly KernelCall[];
  /** Whether somebody outside of the step reads a value. */
  isOutput(id: ValueId): boolean;
  /** Calls that another emitter has done on its way (a bias that is part of a convolution). */
  readonly done: Set<KernelCall>;
}

/** Writes the operators of one kernel call. */
export type Emitter = (call: KernelCall, lowering: Lowering) => void;

export type EmitterTable = Readonly<Record<string, Emitter>>;

export const sizeOf = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);

/** [batch, height, width, channels] as [batch, channels, height, width]. */
export const inFront = ([n, h, w, c]: readonly number[]): [number, number, number, number] => [
  n!,
  c!,
  h!,
  w!,
];

/** Whether turning an image over leaves its numbers where they are. */
const isFree = ([, h, w, c]: readonly number[]) => c === 1 || h! * w! === 1;

export function input(call: KernelCall, name: string): ValueId {
  const id = call.inputs[name];
  if (id === undefined) throw new Error(`${call.kernel} in ${call.scope} has no input "${name}"`);
  return id;
}

/** Inputs of a kernel that takes a list, in order. */
export const listed = (call: KernelCall): ValueId[] =>
  Object.keys(call.inputs)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => call.inputs[key]!);

export const output = (call: KernelCall): ValueId => call.outputs[0]!;

export function createLowering(program: StepProgram, graph: Graph, layouts: readonly Layout[]): Lowering {
  const names = new Map<string, string>();
  const derived = new Map<string, string>();
  const readers = new Map<ValueId, KernelCall[]>();
  for (const call of program.calls) {
    for (const id of new Set(Object.values(call.inputs))) {
      const list = readers.get(id);
      if (list) list.push(call);
      else readers.set(id, [call]);
    }
  }
  const outputs = new Set(program.outputs.map(({ value }) => value));
  const shape = (id: ValueId) => program.values[id]!.shape;
  const key = (id: ValueId, layout: Layout) => `${id}/${layout}`;

  return {
    graph,
    program,
    shape,
    dtype: (id) => program.values[id]!.dtype,
    layout: (id) => layouts[id]!,
    get(id, layout = 'plain') {
      const known = names.get(key(id, layout));
      if (known !== undefined) return known;
      const other = names.get(key(id, layout === 'plain' ? 'nchw' : 'plain'));
      if (other === undefined) throw new Error(`value ${id} has not been computed`);
      const sides = shape(id);
      const target = layout === 'nchw' ? inFront(sides) : sides;
      const turned = isFree(sides)
        ? graph.op('Reshape', [other, graph.ints(target)])
        : graph.op('Transpose', [other], { perm: layout === 'nchw' ? [0, 3, 1, 2] : [0, 2, 3, 1] });
      names.set(key(id, layout), turned);
      return turned;
    },
    set(id, name, layout = layouts[id]!) {
      names.set(key(id, layout), name);
    },
    once(what, make) {
      const known = derived.get(what);
      if (known !== undefined) return known;
      const made = make();
      derived.set(what, made);
      return made;
    },
    readers: (id) => readers.get(id) ?? [],
    isOutput: (id) => outputs.has(id),
    done: new Set(),
  };
}

/** An operand as it must be to be combined with values of a layout: broadcast sides are where they belong. */
export function operandFor(lowering: Lowering, id: ValueId, layout: Layout): string {
  const { graph } = lowering;
  const shape = lowering.shape(id);
  if (layout === 'plain' || sizeOf(shape) === 1) return lowering.get(id);
  if (shape.length === 4) return lowering.get(id, 'nchw');
  const four = [...Array<number>(4 - shape.length).fill(1), ...shape];
  return lowering.once(`${id} in front`, () => {
    const plain = lowering.get(id);
    if (isFree(four)) return graph.op('Reshape', [plain, graph.ints(inFront(four))]);
    const wide = graph.op('Reshape', [plain, graph.ints(four)]);
    return graph.op('Transpose', [wide], { perm: [0, 3, 1, 2] });
  });
}

/** The axis of a [N, H, W, C] value in a layout. */
export const axisIn = (layout: Layout, axis: number): number =>
  layout === 'nchw' ? [0, 2, 3, 1][axis]! : axis;

/** A list with one entry an axis, in the order of a layout. */
export const axesIn = <T>(layout: Layout, list: readonly T[]): T[] =>
  layout === 'nchw' ? [list[0]!, list[3]!, list[1]!, list[2]!] : [...list];

export function cast(graph: Graph, name: string, to: DType | 'int64'): string {
  const codes = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
  return graph.op('Cast', [name], { to: codes[to] });
}
