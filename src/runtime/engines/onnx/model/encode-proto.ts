/**
 * Encodes the subset of ONNX's protocol buffers that lowered models use, with the field numbers of `onnx.proto` (ONNX
 * specification, IR version 9).
 */
import protobuf from 'protobufjs/minimal.js';

type Writer = protobuf.Writer;

/** `TensorProto.DataType` */
export const onnxElementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type OnnxElementType = keyof typeof onnxElementTypes;

export type AttributeValue =
  | { int: number }
  | { float: number }
  | { string: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { tensor: TensorProto };

export interface TensorProto {
  name: string;
  type: OnnxElementType;
  dims: readonly number[];
  data: Float32Array | Int32Array | Uint8Array | BigInt64Array;
}

export interface NodeProto {
  name: string;
  op: string;
  domain: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, AttributeValue>>;
}

export interface ValueInfo {
  name: string;
  type: OnnxElementType;
  dims: readonly number[];
  /** Symbolic dimensions (dim_param), by axis. */
  free?: Readonly<Record<number, string>>;
}

export interface ModelProto {
  opsets: Readonly<Record<string, number>>;
  name: string;
  nodes: readonly NodeProto[];
  initializers: readonly TensorProto[];
  inputs: readonly ValueInfo[];
  outputs: readonly ValueInfo[];
}

const IR_VERSION = 9;

const enum WireType {
  varint = 0,
  bytes = 2,
  fixed32 = 5,
}

const writeTag = (writer: Writer, field: number, wire: WireType) => writer.uint32((field << 3) | wire);
const writeString = (writer: Writer, field: number, value: string) =>
  writeTag(writer, field, WireType.bytes).string(value);
const writeInteger = (writer: Writer, field: number, value: number) =>
  writeTag(writer, field, WireType.varint).int64(value);
const writeFloat = (writer: Writer, field: number, value: number) =>
  writeTag(writer, field, WireType.fixed32).float(value);

function writeMessage(writer: Writer, field: number, body: (writer: Writer) => void): void {
  writeTag(writer, field, WireType.bytes).fork();
  body(writer);
  writer.ldelim();
}

function writeTensor(writer: Writer, tensor: TensorProto): void {
  for (const side of tensor.dims) writeInteger(writer, 1, side);
  writeInteger(writer, 2, onnxElementTypes[tensor.type]);
  writeString(writer, 8, tensor.name);
  const { buffer, byteOffset, byteLength } = tensor.data;
  // Little-endian, like all platforms of onnxruntime-node.
  writeTag(writer, 9, WireType.bytes).bytes(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
}

function writeAttribute(writer: Writer, name: string, value: AttributeValue): void {
  writeString(writer, 1, name);
  if ('float' in value) {
    writeFloat(writer, 2, value.float);
    writeInteger(writer, 20, 1);
  } else if ('int' in value) {
    writeInteger(writer, 3, value.int);
    writeInteger(writer, 20, 2);
  } else if ('string' in value) {
    writeString(writer, 4, value.string);
    writeInteger(writer, 20, 3);
  } else if ('tensor' in value) {
    writeMessage(writer, 5, (inner) => writeTensor(inner, value.tensor));
    writeInteger(writer, 20, 4);
  } else if ('floats' in value) {
    for (const one of value.floats) writeFloat(writer, 7, one);
    writeInteger(writer, 20, 6);
  } else {
    for (const one of value.ints) writeInteger(writer, 8, one);
    writeInteger(writer, 20, 7);
  }
}

function writeNode(writer: Writer, node: NodeProto): void {
  for (const input of node.inputs) writeString(writer, 1, input);
  for (const output of node.outputs) writeString(writer, 2, output);
  writeString(writer, 3, node.name);
  writeString(writer, 4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) {
    writeMessage(writer, 5, (inner) => writeAttribute(inner, name, value));
  }
  if (node.domain) writeString(writer, 7, node.domain);
}

function writeValueInfo(writer: Writer, info: ValueInfo): void {
  writeString(writer, 1, info.name);
  writeMessage(writer, 2, (type) =>
    writeMessage(type, 1, (tensor) => {
      writeInteger(tensor, 1, onnxElementTypes[info.type]);
      writeMessage(tensor, 2, (shape) => {
        info.dims.forEach((side, axis) => {
          const name = info.free?.[axis];
          writeMessage(shape, 1, (dimension) =>
            name === undefined ? writeInteger(dimension, 1, side) : writeString(dimension, 2, name),
          );
        });
      });
    }),
  );
}

/** The model as serialized protocol buffer. */
export function encodeOnnxModel(model: ModelProto): Uint8Array {
  const writer = protobuf.Writer.create();
  writeInteger(writer, 1, IR_VERSION);
  writeString(writer, 2, 'lagraph');
  writeMessage(writer, 7, (graph) => {
    for (const node of model.nodes) writeMessage(graph, 1, (inner) => writeNode(inner, node));
    writeString(graph, 2, model.name);
    for (const tensor of model.initializers) writeMessage(graph, 5, (inner) => writeTensor(inner, tensor));
    for (const input of model.inputs) writeMessage(graph, 11, (inner) => writeValueInfo(inner, input));
    for (const output of model.outputs) writeMessage(graph, 12, (inner) => writeValueInfo(inner, output));
  });
  for (const [domain, version] of Object.entries(model.opsets)) {
    writeMessage(writer, 8, (opset) => {
      writeString(opset, 1, domain);
      writeInteger(opset, 2, version);
    });
  }
  return writer.finish();
}
