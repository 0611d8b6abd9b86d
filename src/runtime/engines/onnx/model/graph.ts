import {
  encodeModel,
  type AttributeValue,
  type ElementType,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfo,
} from './proto.js';

/** Name of a tensor in an ONNX graph. */
export type Name = string;

type Loose = number | string | readonly number[] | AttributeValue;

/** Attributes: whole numbers, lists of them and strings as they are; floats and tensors say what they are. */
export type Attributes = Readonly<Record<string, Loose>>;

export const CONTRIB = 'com.microsoft';
export const BLOCKED = 'com.microsoft.nchwc';

function typed(value: Loose): AttributeValue {
  if (typeof value === 'number') return { int: value };
  if (typeof value === 'string') return { string: value };
  if (Array.isArray(value)) return { ints: value as number[] };
  return value as AttributeValue;
}

/** An ONNX graph that is being written. Methods that add a node give the name of what it makes. */
export class Graph {
  private readonly nodes: NodeProto[] = [];
  private readonly initializers: TensorProto[] = [];
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];
  private readonly known = new Map<string, unknown>();
  private count = 0;
  /** What the nodes that follow belong to; part of their names, which onnxruntime's errors give. */
  scope = '';

  constructor(private readonly name: string) {}

  fresh(): Name {
    return `t${this.count++}`;
  }

  input(name: Name, type: ElementType, dims: readonly number[]): Name {
    this.inputs.push({ name, type, dims });
    return name;
  }

  output(name: Name, type: ElementType, dims: readonly number[]): void {
    this.outputs.push({ name, type, dims });
  }

  constant(type: ElementType, dims: readonly number[], data: TensorProto['data']): Name {
    const name = this.fresh();
    this.initializers.push({ name, type, dims, data });
    return name;
  }

  /** Made once, however often it is asked for. */
  once<T = Name>(key: string, make: () => T): T {
    const known = this.known.get(key) as T | undefined;
    if (known !== undefined) return known;
    const made = make();
    this.known.set(key, made);
    return made;
  }

  ints(list: readonly number[]): Name {
    return this.once(`i${list.join()}`, () =>
      this.constant('int64', [list.length], BigInt64Array.from(list, BigInt)),
    );
  }

  int(value: number): Name {
    return this.once(`j${value}`, () => this.constant('int64', [], BigInt64Array.of(BigInt(value))));
  }

  number(value: number, type: 'float32' | 'int32' = 'float32'): Name {
    const key = `${type}${Object.is(value, -0) ? '-0' : value}`;
    return this.once(key, () =>
      this.constant(type, [], type === 'float32' ? Float32Array.of(value) : Int32Array.of(value)),
    );
  }

  /** An initializer that is the same number everywhere. */
  filled(dims: readonly number[], value: number): Name {
    return this.once(`f${dims.join()}:${value}`, () =>
      this.constant('float32', dims, new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(value)),
    );
  }

  many(
    op: string,
    inputs: readonly Name[],
    attributes: Attributes,
    outputs: readonly Name[],
    domain = '',
  ): void {
    this.nodes.push({
      name: `${this.scope}#${this.nodes.length}`,
      op,
      domain,
      inputs,
      outputs,
      attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, typed(value)])),
    });
  }

  op(op: string, inputs: readonly Name[], attributes: Attributes = {}, domain = ''): Name {
    const output = this.fresh();
    this.many(op, inputs, attributes, [output], domain);
    return output;
  }

  /** One of onnxruntime's operators on blocked memory. */
  blocked(op: string, inputs: readonly Name[], attributes: Attributes): Name {
    return this.op(op, inputs, attributes, BLOCKED);
  }

  reshape(x: Name, dims: readonly number[]): Name {
    // A zero would mean "as it was"; there are no empty tensors here.
    return this.op('Reshape', [x, this.ints(dims)]);
  }

  transpose(x: Name, perm: readonly number[]): Name {
    return this.op('Transpose', [x], { perm });
  }

  sum(x: Name, axes: readonly number[], keepdims = 0): Name {
    return this.op('ReduceSum', [x, this.ints(axes)], { keepdims });
  }

  cast(x: Name, type: ElementType | 'float64'): Name {
    const to = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 }[type];
    return this.op('Cast', [x], { to });
  }

  /** What has been written so far. */
  model(): ModelProto {
    const domains = new Set(this.nodes.map(({ domain }) => domain));
    domains.add('');
    return {
      opsets: Object.fromEntries([...domains].sort().map((domain) => [domain, domain === '' ? 18 : 1])),
      name: this.name,
      nodes: this.nodes,
      initializers: this.initializers,
      inputs: this.inputs,
      outputs: this.outputs,
    };
  }

  encode(): Uint8Array {
    return encodeModel(this.model());
  }
}

/** What a node belongs to: the graph's `scope` when it was added. */
export const scopeOf = ({ name }: NodeProto): string => name.slice(0, name.lastIndexOf('#'));
