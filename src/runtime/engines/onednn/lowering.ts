/** The state of lowering a step: which layouts the values have by now, and the instructions so far. */
import type { KernelCall, StepProgram, TensorSpec, ValueId } from '../../capture/index.js';
import type { TensorData } from '../engine.js';
import { consumersOf } from './elementwise/index.js';
import {
  channelsSecond,
  dataTypeOf,
  identityView,
  product,
  type Layout,
  type Layouts,
  type View,
} from './layout.js';
import {
  Argument,
  createAttributes,
  QUERY_IMPLEMENTATION,
  type DataTypeName,
  type Handle,
  type HandleScope,
  type OnednnApi,
  type PostOperation,
} from './library/index.js';
import type { Buffer } from './memory/index.js';
import type { ThreadTeam } from './wasm/index.js';

/** Where buffers lie once they are placed. */
export interface Places {
  /** Offset in the arena. */
  offset(buffer: Buffer): number;
  floats(buffer: Buffer, length: number): Float32Array;
  ints(buffer: Buffer, length: number): Int32Array;
  bytes(buffer: Buffer, length: number): Uint8Array;
  /** An array of the type that holds such numbers. */
  array(buffer: Buffer, length: number, dataType: DataTypeName): TensorData;
  /** Threads for loops in WebAssembly. */
  team: ThreadTeam;
  /** A handle of memory of this layout at the buffer. */
  memoryOf(descriptor: Handle, buffer: Buffer): Handle;
  /** Working memory that all instructions share. */
  scratchpad: Buffer;
  /** Makes a table of arguments; returns its address. */
  argumentTable(entries: readonly (readonly [argument: number, memory: Handle])[]): number;
}

/** One step of the machine: a primitive, a loop in WebAssembly, or JavaScript on the arena. */
export interface Instruction {
  /** tfjs's kernel, or what was put in: `Reorder`. */
  name: string;
  /** Layer or other part of the graph that it belongs to. */
  scope: string;
  /** What computes it: oneDNN's implementation, `wasm`, or `tfjs`. */
  implementation: string;
  reads: readonly Buffer[];
  writes: readonly Buffer[];
  scratchBytes?: number;
  /** Multiply-adds, doubled. */
  flops?: number;
  /** Makes what runs. */
  bind(places: Places): () => void;
}

/** A state of the session, as a program sees it. */
export interface StateHome {
  name: string;
  shape: readonly number[];
  /** Null until the first reader has chosen. */
  form: Form | null;
}

/** Numbers of a value in memory. */
export interface Form {
  layout: Layout;
  buffer: Buffer;
}

/** Kernels whose result is their input's memory. */
const ALIASING_KERNELS = new Set(['Reshape', 'Identity']);

export type PrimitiveArgument = readonly [argument: number, buffer: Buffer, descriptor: Handle];

export class Lowering {
  readonly instructions: Instruction[] = [];
  /** The call that is being lowered, and its place. */
  call: KernelCall | null = null;
  position = -1;
  readonly consumers: ReadonlyMap<ValueId, readonly number[]>;
  private readonly forms = new Map<ValueId, Map<string, Form>>();
  /** Of buffers that values lie in. */
  readonly layoutOfBuffer = new Map<Buffer, Layout>();
  private readonly undecided = new Map<ValueId, StateHome>();
  private readonly storage = new Map<ValueId, DataTypeName>();
  private readonly scalarConstants = new Map<ValueId, number>();
  private readonly filled = new Set<ValueId>();
  private readonly outputs = new Set<ValueId>();
  /** Values that become a state's, and the state. */
  private readonly newStates = new Map<ValueId, string>();
  /** The values that states have before the step. */
  private readonly stateValues = new Map<string, ValueId>();
  private readonly stateNames = new Set<ValueId>();
  private readonly homes = new Map<string, StateHome>();
  /** Facts that emitters leave for later ones, such as workspaces of pooling. */
  readonly notes = new Map<string, unknown>();

  constructor(
    readonly program: StepProgram,
    readonly api: OnednnApi,
    readonly scope: HandleScope,
    readonly layouts: Layouts,
    /** Gives a state its place in the session's memory. */
    private readonly decideHome: (home: StateHome, layout: Layout) => Form,
    readonly fpmathMode: number,
    /** Threads that compute. */
    readonly threads: number,
    /** The place at which a call is executed, which is later than its own for calls of a group. */
    private readonly executedAt: (call: KernelCall, position: number) => number,
  ) {
    this.consumers = consumersOf(program);
    for (const { value, data } of program.constants) {
      if (data.length === 1) this.scalarConstants.set(value, data[0]!);
    }
    for (const { kind, name, value } of program.outputs) {
      this.outputs.add(value);
      // A value that two states get is written to one of them, and copied to the other.
      if (kind === 'state' && !this.newStates.has(value)) this.newStates.set(value, name);
    }
  }

  spec(id: ValueId): TensorSpec {
    const spec = this.program.values[id];
    if (!spec) throw new Error(`${this.program.name} has no value ${id}`);
    return spec;
  }

  /** The type that a value's numbers have in memory. */
  dataType(id: ValueId): DataTypeName {
    return this.storage.get(id) ?? dataTypeOf(this.spec(id).dtype);
  }

  input(call: KernelCall, name: string): ValueId {
    const id = call.inputs[name];
    if (id === undefined) throw new Error(`${call.kernel} in ${call.scope} has no input ${name}`);
    return id;
  }

  temporary(bytes: number): Buffer {
    return { bytes, kind: 'temporary', offset: 0 };
  }

  /** A value that the step itself does not have. */
  addValue(spec: TensorSpec, dataType: DataTypeName): ValueId {
    const id = this.program.values.push(spec) - 1;
    this.storage.set(id, dataType);
    return id;
  }

  setStorage(id: ValueId, dataType: DataTypeName): void {
    this.storage.set(id, dataType);
  }

  declareState(id: ValueId, home: StateHome): void {
    this.stateValues.set(home.name, id);
    this.stateNames.add(id);
    this.homes.set(home.name, home);
    if (home.form) this.define(id, home.form.layout, home.form.buffer);
    else this.undecided.set(id, home);
  }

  plainLayout(id: ValueId, view: View = identityView(this.spec(id).shape)): Layout {
    return this.layouts.plain(view, this.dataType(id));
  }

  /** Says that a value lies in a buffer; makes one if none is given. */
  define(id: ValueId, layout: Layout, buffer: Buffer = this.temporary(layout.bytes)): Buffer {
    const known = this.forms.get(id) ?? new Map<string, Form>();
    known.set(layout.key, { layout, buffer });
    this.layoutOfBuffer.set(buffer, layout);
    this.forms.set(id, known);
    return buffer;
  }

  definePlain(id: ValueId, buffer?: Buffer): Buffer {
    return this.define(id, this.plainLayout(id), buffer);
  }

  /** The layouts in which a value is there, the first first. A state that nobody has read yet has none. */
  formsOf(id: ValueId): Form[] {
    return [...(this.forms.get(id)?.values() ?? [])];
  }

  /** A value in a layout, converted if it isn't there in it. */
  read(id: ValueId, layout: Layout): Buffer {
    const home = this.undecided.get(id);
    if (home) {
      this.undecided.delete(id);
      const form = this.decideHome(home, layout);
      return this.define(id, form.layout, form.buffer);
    }
    const known = this.forms.get(id) ?? this.materialized(id);
    if (!known) throw new Error(`value ${id} of ${this.program.name} has not been computed`);
    const there = known.get(layout.key);
    if (there) return there.buffer;
    const sameView = [...known.values()].find((form) => isSameView(form.layout.view, layout.view));
    if (sameView) return this.reorder(id, sameView, sameView.layout.descriptor, layout);
    const plain = known.get(`plain ${layout.dataType}`);
    if (plain) {
      const seen = this.layouts.plain(layout.view, layout.dataType);
      return this.reorder(id, plain, seen.descriptor, layout);
    }
    // From another view: through the plain layout, which both can tell.
    const first = [...known.values()][0]!;
    this.reorder(
      id,
      first,
      first.layout.descriptor,
      this.layouts.plain(first.layout.view, first.layout.dataType),
    );
    return this.read(id, layout);
  }

  /** A value that is one number everywhere; it takes memory only if something reads it there. */
  defineFilled(id: ValueId, value: number): void {
    this.scalarConstants.set(id, value);
    this.filled.add(id);
  }

  private materialized(id: ValueId): Map<string, Form> | undefined {
    const value = this.scalarConstants.get(id);
    if (!this.filled.has(id) || value === undefined) return undefined;
    const buffer = this.definePlain(id);
    const size = this.size(id);
    const dataType = this.dataType(id);
    this.emit({
      name: 'Fill',
      implementation: 'javascript',
      reads: [],
      writes: [buffer],
      bind(places) {
        const array = places.array(buffer, size, dataType);
        return () => array.fill(value);
      },
    });
    return this.forms.get(id);
  }

  /** Lets a state that nobody has read yet lie row-major. */
  readPlainIfUndecided(id: ValueId): void {
    if (this.undecided.has(id) || !this.forms.has(id)) this.readPlain(id);
  }

  readPlain(id: ValueId): Buffer {
    return this.read(id, this.plainLayout(id));
  }

  /** A value as an argument of a primitive. */
  readAs(argument: number, id: ValueId, layout: Layout): PrimitiveArgument {
    return [argument, this.read(id, layout), layout.descriptor];
  }

  /** A value that a primitive makes, as its argument. */
  defineAs(argument: number, id: ValueId, layout: Layout): PrimitiveArgument {
    return [argument, this.define(id, layout), layout.descriptor];
  }

  /** A value as a vector of all its numbers. */
  readVector(argument: number, id: ValueId): PrimitiveArgument {
    return [argument, this.readPlain(id), this.vector(this.size(id))];
  }

  defineVector(argument: number, id: ValueId): PrimitiveArgument {
    return [argument, this.definePlain(id), this.vector(this.size(id))];
  }

  private reorder(id: ValueId, from: Form, descriptor: Handle, to: Layout): Buffer {
    const buffer = this.define(id, to);
    this.emitReorder('Reorder', { descriptor, buffer: from.buffer }, { descriptor: to.descriptor, buffer });
    return buffer;
  }

  emitReorder(
    name: string,
    from: { descriptor: Handle; buffer: Buffer },
    to: { descriptor: Handle; buffer: Buffer },
  ): void {
    const descriptor = this.scope.add(
      'primitiveDescriptor',
      this.api.make.reorder(from.descriptor, to.descriptor, this.attributes()),
    );
    this.emitPrimitive(
      name,
      descriptor,
      [[Argument.source, from.buffer, from.descriptor]],
      [[Argument.destination, to.buffer, to.descriptor]],
    );
  }

  attributes(chain: readonly PostOperation[] = []): Handle {
    return createAttributes(this.api, this.scope, chain, this.fpmathMode);
  }

  implementationOf(descriptor: Handle): string {
    return this.api.implementation(descriptor, QUERY_IMPLEMENTATION);
  }

  emit(instruction: Omit<Instruction, 'scope'>): void {
    this.instructions.push({ ...instruction, scope: this.call?.scope ?? '' });
  }

  emitPrimitive(
    name: string,
    descriptor: Handle,
    reads: readonly PrimitiveArgument[],
    writes: readonly PrimitiveArgument[],
    flops = 0,
  ): void {
    const { api, scope } = this;
    const scratchpad = api.scratchpadOf(descriptor);
    const primitive = scope.add('primitive', api.primitive(descriptor));
    this.emit({
      name,
      implementation: this.implementationOf(descriptor),
      reads: reads.map(([, buffer]) => buffer),
      writes: writes.map(([, buffer]) => buffer),
      scratchBytes: scratchpad?.bytes ?? 0,
      flops,
      bind(places) {
        const table = [...reads, ...writes].map(
          ([argument, buffer, own]) => [argument, places.memoryOf(own, buffer)] as const,
        );
        if (scratchpad) {
          table.push([Argument.scratchpad, places.memoryOf(scratchpad.descriptor, places.scratchpad)]);
        }
        const at = places.argumentTable(table);
        const { stream, execute } = api;
        const count = table.length;
        return () => {
          const status = execute(primitive, stream, count, at);
          if (status !== 0) throw new Error(`${name}: oneDNN ended with the status ${status}`);
        };
      },
    });
  }

  /** The layout that a primitive asks for. */
  layoutOf(descriptor: Handle, query: number, view: View): Layout {
    return this.layouts.describe(this.api.descriptorOf(descriptor, query), view, 'f32');
  }

  /** The number of a constant of one element. */
  scalarConstant(id: ValueId): number | undefined {
    return this.scalarConstants.get(id);
  }

  isOutput(id: ValueId): boolean {
    return this.outputs.has(id);
  }

  isState(id: ValueId): boolean {
    return this.stateNames.has(id);
  }

  /**
   * Where a value that becomes a state's may be written at once: in the state's place, if nothing reads the old value
   * after the current call, and if the state lies in that layout.
   */
  placeOfState(id: ValueId, layout: Layout): Buffer | null {
    const name = this.newStates.get(id);
    const old = name === undefined ? undefined : this.stateValues.get(name);
    if (name === undefined || old === undefined || this.isOutput(old) || this.undecided.has(old)) return null;
    if (this.lastUse(old) > this.position) return null;
    const home = this.homes.get(name);
    if (home?.form?.layout.key !== layout.key) return null;
    return home.form.buffer;
  }

  /** The place of the last call that reads a value, or the same memory by another shape; infinite for outputs. */
  private lastUse(id: ValueId): number {
    if (this.isOutput(id)) return Infinity;
    return (this.consumers.get(id) ?? []).reduce((last, position) => {
      const reader = this.program.calls[position]!;
      const alias = ALIASING_KERNELS.has(reader.kernel) ? this.lastUse(reader.outputs[0]!) : -1;
      return Math.max(last, this.executedAt(reader, position), alias);
    }, -1);
  }

  /** Descriptor of a vector of floats. */
  vector(length: number): Handle {
    return this.layouts.plain(identityView([length]), 'f32').descriptor;
  }

  size(id: ValueId): number {
    return product(this.spec(id).shape);
  }

  /** The layout in which a value is there already, seen so, other than row-major; otherwise row-major. */
  presentLayout(id: ValueId, view: View): Layout {
    const own = this.formsOf(id).find(({ layout }) => !layout.plain && isSameView(layout.view, view));
    return own?.layout ?? this.layouts.plain(view, 'f32');
  }

  /** The forms of an image or a series that lie in blocks of channels. */
  blockedForms(id: ValueId): Form[] {
    return this.formsOf(id).filter(
      ({ layout }) => layout.channelBlock !== null && isSameView(layout.view, this.imageView(id)),
    );
  }

  imageView(id: ValueId): View {
    return channelsSecond(this.spec(id).shape);
  }
}

export const isSameView = (a: View, b: View): boolean =>
  a.sides.join() === b.sides.join() && a.order.join() === b.order.join();
