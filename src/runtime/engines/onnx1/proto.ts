/**
 * The part of ONNX's file format that a lowered step needs (onnx/onnx.proto of ONNX 1.16: names and field numbers are
 * those of the specification).
 */
import protobuf from 'protobufjs';

const field = (type: string, id: number, repeated = false) => ({
  type,
  id,
  ...(repeated ? { rule: 'repeated' } : {}),
});

const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        graph: field('GraphProto', 7),
        opsetImport: field('OperatorSetIdProto', 8, true),
      },
    },
    OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    GraphProto: {
      fields: {
        node: field('NodeProto', 1, true),
        name: field('string', 2),
        initializer: field('TensorProto', 5, true),
        input: field('ValueInfoProto', 11, true),
        output: field('ValueInfoProto', 12, true),
      },
    },
    NodeProto: {
      fields: {
        input: field('string', 1, true),
        output: field('string', 2, true),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: field('AttributeProto', 5, true),
        domain: field('string', 7),
      },
    },
    AttributeProto: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        floats: { ...field('float', 7, true), options: { packed: false } },
        ints: { ...field('int64', 8, true), options: { packed: false } },
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: { ...field('int64', 1, true), options: { packed: false } },
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
      },
    },
    ValueInfoProto: { fields: { name: field('string', 1), type: field('TypeProto', 2) } },
    TypeProto: { fields: { tensorType: field('TensorTypeProto', 1) } },
    TensorTypeProto: { fields: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) } },
    TensorShapeProto: { fields: { dim: field('DimensionProto', 1, true) } },
    DimensionProto: { fields: { dimValue: field('int64', 1) } },
  },
});

const model = root.lookupType('ModelProto');

/** Types of numbers, by ONNX's own (TensorProto.DataType). */
export const ELEMENT = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;

export type ElementType = keyof typeof ELEMENT;

export type AttributeValue = number | string | readonly number[] | { float: number };

export interface Node {
  opType: string;
  domain: string;
  name: string;
  input: string[];
  output: string[];
  attributes: Readonly<Record<string, AttributeValue>>;
}

export interface Initializer {
  name: string;
  type: ElementType;
  dims: readonly number[];
  data: Uint8Array;
}

export interface ValueInfo {
  name: string;
  type: ElementType;
  dims: readonly number[];
}

export interface ModelParts {
  name: string;
  nodes: readonly Node[];
  initializers: readonly Initializer[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
  /** Versions of operator sets by domain; '' is ONNX's own. */
  opsets: Readonly<Record<string, number>>;
}

function attribute([name, value]: [string, AttributeValue]) {
  if (typeof value === 'string') return { name, type: 3, s: Buffer.from(value) };
  if (typeof value === 'number') return { name, type: 2, i: value };
  if ('float' in value) return { name, type: 1, f: value.float };
  return { name, type: 7, ints: [...value] };
}

const info = ({ name, type, dims }: ValueInfo) => ({
  name,
  type: { tensorType: { elemType: ELEMENT[type], shape: { dim: dims.map((dimValue) => ({ dimValue })) } } },
});

/** A model as the bytes of an .onnx file. */
export function encodeModel(parts: ModelParts): Uint8Array {
  const graph = {
    name: parts.name,
    node: parts.nodes.map(({ attributes, ...node }) => ({
      ...node,
      attribute: Object.entries(attributes).map(attribute),
    })),
    initializer: parts.initializers.map(({ name, type, dims, data }) => ({
      name,
      dims: [...dims],
      dataType: ELEMENT[type],
      rawData: data,
    })),
    input: parts.inputs.map(info),
    output: parts.outputs.map(info),
  };
  return model
    .encode(
      model.fromObject({
        irVersion: 8,
        producerName: 'lagraph',
        opsetImport: Object.entries(parts.opsets).map(([domain, version]) => ({ domain, version })),
        graph,
      }),
    )
    .finish();
}
