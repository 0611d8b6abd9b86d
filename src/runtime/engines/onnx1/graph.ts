/** Builds an ONNX graph: operators are added one by one, constants are shared. */
import {
  encodeModel,
  type AttributeValue,
  type ElementType,
  type Initializer,
  type Node,
  type ValueInfo,
} from './proto.js';

/** Version 17: axes of ReduceMean and its kin are still attributes, those of ReduceSum an input. */
const OPSETS = { '': 17, 'com.microsoft': 1 };

export interface Graph {
  /** Add an operator with one output, and give the output's name. */
  op(type: string, inputs: readonly string[], attributes?: Readonly<Record<string, AttributeValue>>): string;
  /** The same with several outputs. */
  ops(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs: number,
  ): string[];
  /** An operator that onnxruntime adds to ONNX (domain com.microsoft). */
  extra(
    type: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, AttributeValue>>,
  ): string;
  constant(type: ElementType, dims: readonly number[], numbers: ArrayLike<number>): string;
  /** int64 list, as operators want shapes and axes. */
  ints(numbers: readonly number[]): string;
  /** float32 scalar. */
  number(value: number): string;
  input(name: string, type: ElementType, dims: readonly number[]): void;
  output(name: string, type: ElementType, dims: readonly number[]): void;
  /** Names of operators added from now on begin so; errors of onnxruntime show them. */
  scope: string;
  encode(name: string): Uint8Array;
}

function bytesOf(type: ElementType, numbers: ArrayLike<number>): Uint8Array {
  switch (type) {
    case 'float32':
      return new Uint8Array(Float32Array.from(numbers).buffer);
    case 'int32':
      return new Uint8Array(Int32Array.from(numbers).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from(Array.from(numbers, BigInt)).buffer);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(numbers);
  }
}

export function createGraph(): Graph {
  const nodes: Node[] = [];
  const initializers: Initializer[] = [];
  const inputs: ValueInfo[] = [];
  const outputs: ValueInfo[] = [];
  const shared = new Map<string, string>();
  let names = 0;

  const add = (
    domain: string,
    opType: string,
    from: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    count: number,
  ): string[] => {
    const output = Array.from({ length: count }, () => `t${names++}`);
    const name = `${graph.scope}#${nodes.length}`;
    nodes.push({ opType, domain, name, input: [...from], output, attributes });
    return output;
  };

  const graph: Graph = {
    scope: '',
    op: (type, from, attributes = {}) => add('', type, from, attributes, 1)[0]!,
    ops: (type, from, attributes, count) => add('', type, from, attributes, count),
    extra: (type, from, attributes = {}) => add('com.microsoft', type, from, attributes, 1)[0]!,
    constant(type, dims, numbers) {
      const data = bytesOf(type, numbers);
      // Large constants are seldom the same; comparing them would cost more than it saves.
      const key = data.length <= 256 ? `${type}[${dims.join()}]${Buffer.from(data).toString('hex')}` : null;
      const known = key === null ? undefined : shared.get(key);
      if (known !== undefined) return known;
      const name = `c${initializers.length}`;
      initializers.push({ name, type, dims, data });
      if (key !== null) shared.set(key, name);
      return name;
    },
    ints: (numbers) => graph.constant('int64', [numbers.length], numbers),
    number: (value) => graph.constant('float32', [], [value]),
    input: (name, type, dims) => void inputs.push({ name, type, dims }),
    output: (name, type, dims) => void outputs.push({ name, type, dims }),
    encode: (name) => encodeModel({ name, nodes, initializers, inputs, outputs, opsets: OPSETS }),
  };
  return graph;
}
