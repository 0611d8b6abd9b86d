import type { DType, KernelCall, StepProgram, TensorSpec, ValueId } from '../../capture/index.js';
import type {
  TensorflowAttributes,
  TensorflowElementType,
  TensorflowGraphBuilder,
  NodeOutput,
} from './graph-builder.js';

/** Symbol table: the node outputs that hold the step's values. */
export class ValueTable {
  private readonly names = new Map<ValueId, NodeOutput>();
  private readonly uint8Names = new Map<ValueId, NodeOutput>();
  private readonly producers = new Map<ValueId, KernelCall>();

  constructor(
    readonly program: StepProgram,
    private readonly graph: TensorflowGraphBuilder,
  ) {
    for (const call of program.calls) for (const id of call.outputs) this.producers.set(id, call);
  }

  value(id: ValueId): TensorSpec {
    const value = this.program.values[id];
    if (!value) throw new Error(`${this.program.name} has no value ${id}`);
    return value;
  }

  set(id: ValueId, name: NodeOutput): void {
    this.names.set(id, name);
  }

  /** Byte draws are uint8 inputs; they are cast to int32 for kernels that need integers. */
  setUint8Name(id: ValueId, name: NodeOutput): void {
    this.uint8Names.set(id, name);
  }

  /** The uint8 output of a byte draw; null for other values. */
  uint8Name(id: ValueId): NodeOutput | null {
    return this.uint8Names.get(id) ?? null;
  }

  name(id: ValueId): NodeOutput {
    const known = this.names.get(id);
    if (known !== undefined) return known;
    const bytes = this.uint8Names.get(id);
    if (bytes === undefined) throw new Error(`value ${id} of ${this.program.name} has not been computed`);
    const name = this.graph.node('Cast', [bytes], { SrcT: 'uint8', DstT: 'int32' });
    this.names.set(id, name);
    return name;
  }

  /** The call that computes a value; undefined for inputs and constants. */
  producer(id: ValueId | undefined): KernelCall | undefined {
    return id === undefined ? undefined : this.producers.get(id);
  }
}

/** A kernel call being lowered. */
export class KernelCallSite {
  constructor(
    readonly values: ValueTable,
    readonly graph: TensorflowGraphBuilder,
    readonly call: KernelCall,
  ) {}

  /** The value of an input, by tfjs's name. */
  id(input: string): ValueId {
    const id = this.call.inputs[input];
    if (id === undefined) throw new Error(`${this.call.kernel} in ${this.call.scope} has no input ${input}`);
    return id;
  }

  shape(input: string): readonly number[] {
    return this.values.value(this.id(input)).shape;
  }

  dtype(input: string): DType {
    return this.values.value(this.id(input)).dtype;
  }

  /** The first output. */
  get output(): TensorSpec {
    return this.values.value(this.call.outputs[0] as ValueId);
  }

  /** An input, cast to `type` if given. */
  in(input: string, type?: TensorflowElementType): NodeOutput {
    const id = this.id(input);
    const name = this.values.name(id);
    return type === undefined ? name : this.cast(name, this.values.value(id).dtype, type);
  }

  /** The names of list inputs (`0`, `1` ...) in order. */
  get listInputNames(): string[] {
    return Object.keys(this.call.inputs).sort((a, b) => Number(a) - Number(b));
  }

  attr<T>(name: string): T {
    return this.call.attrs[name] as T;
  }

  cast(
    name: NodeOutput,
    from: TensorflowElementType | 'float64',
    to: TensorflowElementType | 'float64',
  ): NodeOutput {
    return from === to ? name : this.graph.node('Cast', [name], { SrcT: from, DstT: to });
  }

  /** Casts a result to the output's type. */
  castToOutputType(name: NodeOutput, type: TensorflowElementType): NodeOutput {
    return this.cast(name, type, this.output.dtype);
  }

  node(op: string, inputs: readonly NodeOutput[], attributes: TensorflowAttributes = {}): NodeOutput {
    return this.graph.node(op, inputs, attributes);
  }

  reshape(name: NodeOutput, type: TensorflowElementType, sides: readonly number[]): NodeOutput {
    return this.node('Reshape', [name, this.graph.ints(sides)], { T: type, Tshape: 'int32' });
  }

  transpose(name: NodeOutput, type: TensorflowElementType, perm: readonly number[]): NodeOutput {
    return this.node('Transpose', [name, this.graph.ints(perm)], { T: type, Tperm: 'int32' });
  }
}

/** Emits the nodes of a kernel call and returns their outputs. */
export type TensorflowEmitter = (site: KernelCallSite) => NodeOutput | readonly NodeOutput[];

export type TensorflowEmitterTable = Readonly<Record<string, TensorflowEmitter>>;
