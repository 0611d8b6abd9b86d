import type { DType } from '../../capture/index.js';
import { proto } from './generated/index.js';

/** Element types of tensors in graphs that lagraph emits. */
export type TensorflowElementType = DType | 'uint8';

/** Output of a node: `node`, or `node:1` for its second. */
export type NodeOutput = string;

const { DataType } = proto;

export const tensorflowDataTypes: Readonly<Record<TensorflowElementType | 'float64', proto.DataType>> = {
  float32: DataType.DT_FLOAT,
  float64: DataType.DT_DOUBLE,
  int32: DataType.DT_INT32,
  uint8: DataType.DT_UINT8,
  bool: DataType.DT_BOOL,
};

type AttributeProto = proto.AttrValue.$Properties;

/** Attributes by TensorFlow's names: a string that names a type is a type, an array is a list of integers. */
export type TensorflowAttributes = Readonly<
  Record<string, AttributeProto | string | boolean | readonly number[]>
>;

export const tensorShapeProto = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size })) });

export const shapeAttribute = (sides: readonly number[]): AttributeProto => ({
  shape: tensorShapeProto(sides),
});
export const intAttribute = (i: number): AttributeProto => ({ i });
export const floatAttribute = (f: number): AttributeProto => ({ f });
export const stringAttribute = (s: string): AttributeProto => ({ s: Buffer.from(s) });

function toAttributeProto(value: TensorflowAttributes[string]): AttributeProto {
  if (typeof value === 'boolean') return { b: value };
  if (typeof value === 'string')
    return Object.hasOwn(tensorflowDataTypes, value)
      ? { type: tensorflowDataTypes[value as TensorflowElementType] }
      : stringAttribute(value);
  return Array.isArray(value) ? { list: { i: [...(value as number[])] } } : (value as AttributeProto);
}

/** Characters allowed in node names: letters, digits, `_ . \ / > -`; the first one a letter, a digit or a dot. */
const sanitizeNodeName = (name: string) => name.replace(/[^\w./>-]/g, '_').replace(/^[^A-Za-z0-9.]/, '.');

/** The graph version of TensorFlow 2.12: newer versions must read it, older ones may not. */
const PRODUCER = 1395;

/** Builds a GraphDef. Node names carry the scope, so that TensorFlow's errors show it. */
export class TensorflowGraphBuilder {
  /** Prefix of the names of nodes added from now on: `mnist_encoder/conv2d`. */
  scope = '';

  private readonly nodes: proto.NodeDef.$Properties[] = [];
  private readonly taken = new Map<string, number>();
  private readonly constants = new Map<string, NodeOutput>();

  /** @param prefix prefix of all names, as several graphs are merged into one session */
  constructor(private readonly prefix: string) {}

  /** Adds a node and returns its first output. Control edges are written as `^node`. */
  node(op: string, inputs: readonly NodeOutput[], attributes: TensorflowAttributes = {}): NodeOutput {
    const base = sanitizeNodeName(`${this.prefix}/${this.scope ? `${this.scope}/` : ''}${op}`);
    const count = this.taken.get(base) ?? 0;
    this.taken.set(base, count + 1);
    const name = count === 0 ? base : `${base}_${count}`;
    const attr = Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, toAttributeProto(value)]),
    );
    this.nodes.push({ name, op, input: [...inputs], attr });
    return name;
  }

  constant(
    type: TensorflowElementType,
    sides: readonly number[],
    data: Float32Array | Int32Array | Uint8Array,
  ): NodeOutput {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = bytes.length <= 64 ? `${type} ${sides.join()} ${bytes.join()}` : null;
    const known = key === null ? undefined : this.constants.get(key);
    if (known) return known;
    const dtype = tensorflowDataTypes[type];
    const tensor = { dtype, tensor_shape: tensorShapeProto(sides), tensor_content: bytes };
    const name = this.node('Const', [], { dtype: { type: dtype }, value: { tensor } });
    if (key !== null) this.constants.set(key, name);
    return name;
  }

  /** A scalar. */
  number(value: number, type: TensorflowElementType = 'float32'): NodeOutput {
    const data =
      type === 'float32'
        ? Float32Array.of(value)
        : type === 'int32'
          ? Int32Array.of(value)
          : Uint8Array.of(value);
    return this.constant(type, [], data);
  }

  /** A vector of integers. */
  ints(values: readonly number[]): NodeOutput {
    return this.constant('int32', [values.length], Int32Array.from(values));
  }

  /** The graph as a message, with all nodes added so far. */
  get definition(): proto.GraphDef.$Properties {
    return { node: this.nodes, versions: { producer: PRODUCER } };
  }

  /** The graph as serialized protocol buffer. */
  encode(): Uint8Array {
    return proto.GraphDef.encode(this.definition).finish();
  }
}
