import {
  encodeOnnxModel,
  type AttributeValue,
  type OnnxElementType,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfo,
} from './encode-proto.js';

/** Name of a tensor in an ONNX graph. */
export type TensorName = string;

type AttributeInput = number | string | readonly number[] | AttributeValue;

/** Integers, integer lists and strings are given plainly; floats and tensors as AttributeValue. */
export type OnnxAttributes = Readonly<Record<string, AttributeInput>>;

export const CONTRIB_DOMAIN = 'com.microsoft';
export const NCHWC_DOMAIN = 'com.microsoft.nchwc';

function typed(value: AttributeInput): AttributeValue {
  if (typeof value === 'number') return { int: value };
  if (typeof value === 'string') return { string: value };
  if (Array.isArray(value)) return { ints: value as number[] };
  return value as AttributeValue;
}

/** Builds an ONNX graph. Methods that add a node return its output's name. */
export class OnnxGraphBuilder {
  private readonly nodes: NodeProto[] = [];
  private readonly initializers: TensorProto[] = [];
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];
  private readonly memoized = new Map<string, unknown>();
  /** What nodes compute. */
  private readonly computed = new Set<TensorName>();
  /** Names as outputs of tensors that nodes were given under other names. */
  private readonly outputNames = new Map<TensorName, TensorName>();
  private count = 0;
  /** Prefix of the names of nodes added from now on; onnxruntime's errors show it. */
  scope = '';

  constructor(private readonly name: string) {}

  freshName(): TensorName {
    return `t${this.count++}`;
  }

  input(name: TensorName, type: OnnxElementType, dims: readonly number[]): TensorName {
    this.inputs.push({ name, type, dims });
    return name;
  }

  output(name: TensorName, type: OnnxElementType, dims: readonly number[]): void {
    this.outputs.push({ name, type, dims });
  }

  /**
   * Makes a tensor an output called `port`. What a node computes for one output is written where that output lies; an
   * input, a constant and what is an output already are copied.
   */
  outputOf(name: TensorName, port: TensorName, type: OnnxElementType, dims: readonly number[]): void {
    this.output(port, type, dims);
    if (this.computed.has(name) && !this.outputNames.has(name)) this.outputNames.set(name, port);
    else this.addNode('Identity', [name], {}, [port]);
  }

  constant(type: OnnxElementType, dims: readonly number[], data: TensorProto['data']): TensorName {
    const name = this.freshName();
    this.initializers.push({ name, type, dims, data });
    return name;
  }

  /** Memoized by key. */
  memoize<T = TensorName>(key: string, make: () => T): T {
    const existing = this.memoized.get(key) as T | undefined;
    if (existing !== undefined) return existing;
    const created = make();
    this.memoized.set(key, created);
    return created;
  }

  ints(list: readonly number[]): TensorName {
    return this.memoize(`i${list.join()}`, () =>
      this.constant('int64', [list.length], BigInt64Array.from(list, BigInt)),
    );
  }

  int(value: number): TensorName {
    return this.memoize(`j${value}`, () => this.constant('int64', [], BigInt64Array.of(BigInt(value))));
  }

  number(value: number, type: 'float32' | 'int32' = 'float32'): TensorName {
    const key = `${type}${Object.is(value, -0) ? '-0' : value}`;
    return this.memoize(key, () =>
      this.constant(type, [], type === 'float32' ? Float32Array.of(value) : Int32Array.of(value)),
    );
  }

  /** A constant tensor with all elements equal. */
  filled(dims: readonly number[], value: number): TensorName {
    return this.memoize(`f${dims.join()}:${value}`, () =>
      this.constant('float32', dims, new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(value)),
    );
  }

  addNode(
    op: string,
    inputs: readonly TensorName[],
    attributes: OnnxAttributes,
    outputs: readonly TensorName[],
    domain = '',
  ): void {
    for (const output of outputs) this.computed.add(output);
    this.nodes.push({
      name: `${this.scope}#${this.nodes.length}`,
      op,
      domain,
      inputs,
      outputs,
      attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, typed(value)])),
    });
  }

  op(op: string, inputs: readonly TensorName[], attributes: OnnxAttributes = {}, domain = ''): TensorName {
    const output = this.freshName();
    this.addNode(op, inputs, attributes, [output], domain);
    return output;
  }

  /** One of onnxruntime's NCHWc operators. */
  nchwcOp(op: string, inputs: readonly TensorName[], attributes: OnnxAttributes): TensorName {
    return this.op(op, inputs, attributes, NCHWC_DOMAIN);
  }

  reshape(x: TensorName, dims: readonly number[]): TensorName {
    // In ONNX a 0 copies the input's dimension; there are no empty tensors here.
    return this.op('Reshape', [x, this.ints(dims)]);
  }

  transpose(x: TensorName, perm: readonly number[]): TensorName {
    return this.op('Transpose', [x], { perm });
  }

  sum(x: TensorName, axes: readonly number[], keepdims = 0): TensorName {
    return this.op('ReduceSum', [x, this.ints(axes)], { keepdims });
  }

  cast(x: TensorName, type: OnnxElementType | 'float64'): TensorName {
    const to = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 }[type];
    return this.op('Cast', [x], { to });
  }

  /** The model with all nodes added so far. */
  model(): ModelProto {
    const finalNames = (names: readonly TensorName[]) =>
      names.map((name) => this.outputNames.get(name) ?? name);
    const domains = new Set(this.nodes.map(({ domain }) => domain));
    domains.add('');
    return {
      opsets: Object.fromEntries([...domains].sort().map((domain) => [domain, domain === '' ? 18 : 1])),
      name: this.name,
      nodes: this.nodes.map((node) => ({
        ...node,
        inputs: finalNames(node.inputs),
        outputs: finalNames(node.outputs),
      })),
      initializers: this.initializers,
      inputs: this.inputs,
      outputs: this.outputs,
    };
  }

  encode(): Uint8Array {
    return encodeOnnxModel(this.model());
  }
}

/** The graph's `scope` when the node was added. */
export const nodeScope = ({ name }: NodeProto): string => name.slice(0, name.lastIndexOf('#'));
