import type { DType, KernelCall, StepProgram, Value, ValueId } from '../../capture/index.js';
import type { Attributes, ElementType, Graph, Name } from './graph.js';

/** Where the values of a step are to be found in the graph that is being written. */
export class Values {
  private readonly names = new Map<ValueId, Name>();
  private readonly narrow = new Map<ValueId, Name>();
  private readonly makers = new Map<ValueId, KernelCall>();

  constructor(
    readonly program: StepProgram,
    private readonly graph: Graph,
  ) {
    for (const call of program.calls) for (const id of call.outputs) this.makers.set(id, call);
  }

  of(id: ValueId): Value {
    const value = this.program.values[id];
    if (!value) throw new Error(`${this.program.name} has no value ${id}`);
    return value;
  }

  set(id: ValueId, name: Name): void {
    this.names.set(id, name);
  }

  /** A draw of bytes comes as uint8, and is widened where a kernel wants whole numbers. */
  setBytes(id: ValueId, name: Name): void {
    this.narrow.set(id, name);
  }

  /** The bytes of a draw of bytes, null for anything else. */
  bytes(id: ValueId): Name | null {
    return this.narrow.get(id) ?? null;
  }

  name(id: ValueId): Name {
    const known = this.names.get(id);
    if (known !== undefined) return known;
    const bytes = this.narrow.get(id);
    if (bytes === undefined) throw new Error(`value ${id} of ${this.program.name} has not been computed`);
    const name = this.graph.node('Cast', [bytes], { SrcT: 'uint8', DstT: 'int32' });
    this.names.set(id, name);
    return name;
  }

  /** The call that makes a value, if a call does. */
  maker(id: ValueId | undefined): KernelCall | undefined {
    return id === undefined ? undefined : this.makers.get(id);
  }
}

/** One kernel call as its emitter sees it. */
export class Site {
  constructor(
    readonly values: Values,
    readonly graph: Graph,
    readonly call: KernelCall,
  ) {}

  /** The value that goes in under one of tfjs's names. */
  id(input: string): ValueId {
    const id = this.call.inputs[input];
    if (id === undefined) throw new Error(`${this.call.kernel} in ${this.call.scope} has no input ${input}`);
    return id;
  }

  shape(input: string): readonly number[] {
    return this.values.of(this.id(input)).shape;
  }

  dtype(input: string): DType {
    return this.values.of(this.id(input)).dtype;
  }

  /** What comes out first. */
  get out(): Value {
    return this.values.of(this.call.outputs[0] as ValueId);
  }

  /** An input, converted to a type if one is given. */
  in(input: string, type?: ElementType): Name {
    const id = this.id(input);
    const name = this.values.name(id);
    return type === undefined ? name : this.cast(name, this.values.of(id).dtype, type);
  }

  /** The names of list inputs (`0`, `1` ...) in order. */
  get list(): string[] {
    return Object.keys(this.call.inputs).sort((a, b) => Number(a) - Number(b));
  }

  attr<T>(name: string): T {
    return this.call.attrs[name] as T;
  }

  cast(name: Name, from: ElementType | 'float64', to: ElementType | 'float64'): Name {
    return from === to ? name : this.graph.node('Cast', [name], { SrcT: from, DstT: to });
  }

  /** A result that is wanted in the type of what comes out. */
  give(name: Name, type: ElementType): Name {
    return this.cast(name, type, this.out.dtype);
  }

  node(op: string, inputs: readonly Name[], attributes: Attributes = {}): Name {
    return this.graph.node(op, inputs, attributes);
  }

  reshape(name: Name, type: ElementType, sides: readonly number[]): Name {
    return this.node('Reshape', [name, this.graph.ints(sides)], { T: type, Tshape: 'int32' });
  }

  transpose(name: Name, type: ElementType, perm: readonly number[]): Name {
    return this.node('Transpose', [name, this.graph.ints(perm)], { T: type, Tperm: 'int32' });
  }
}

/** Writes the nodes of one kernel call, and gives the names of what they make. */
export type Emitter = (site: Site) => Name | readonly Name[];

export type EmitterTable = Readonly<Record<string, Emitter>>;
