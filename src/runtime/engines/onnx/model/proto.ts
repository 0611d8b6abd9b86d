/**
 * The part of ONNX's protocol buffers that a model of kernels needs, written by field number as `onnx.proto` of the
 * ONNX specification (IR version 9) gives them.
 */
import protobuf from 'protobufjs/minimal.js';

type Writer = protobuf.Writer;

/** `TensorProto.DataType` */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof elementTypes;

export type AttributeValue =
  | { int: number }
  | { float: number }
  | { string: string }
  | { ints: readonly number[] }
  | { floats: readonly number[] }
  | { tensor: TensorProto };

export interface TensorProto {
  name: string;
  type: ElementType;
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
  type: ElementType;
  dims: readonly number[];
  /** Names of sides, by axis, whose length may be any. */
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

const enum Wire {
  varint = 0,
  bytes = 2,
  fixed32 = 5,
}

const tag = (writer: Writer, field: number, wire: Wire) => writer.uint32((field << 3) | wire);
const text = (writer: Writer, field: number, value: string) => tag(writer, field, Wire.bytes).string(value);
const whole = (writer: Writer, field: number, value: number) => tag(writer, field, Wire.varint).int64(value);
const number = (writer: Writer, field: number, value: number) =>
  tag(writer, field, Wire.fixed32).float(value);

function message(writer: Writer, field: number, body: (writer: Writer) => void): void {
  tag(writer, field, Wire.bytes).fork();
  body(writer);
  writer.ldelim();
}

function writeTensor(writer: Writer, tensor: TensorProto): void {
  for (const side of tensor.dims) whole(writer, 1, side);
  whole(writer, 2, elementTypes[tensor.type]);
  text(writer, 8, tensor.name);
  const { buffer, byteOffset, byteLength } = tensor.data;
  // Little-endian, as the machines are that onnxruntime-node comes for.
  tag(writer, 9, Wire.bytes).bytes(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
}

function writeAttribute(writer: Writer, name: string, value: AttributeValue): void {
  text(writer, 1, name);
  if ('float' in value) {
    number(writer, 2, value.float);
    whole(writer, 20, 1);
  } else if ('int' in value) {
    whole(writer, 3, value.int);
    whole(writer, 20, 2);
  } else if ('string' in value) {
    text(writer, 4, value.string);
    whole(writer, 20, 3);
  } else if ('tensor' in value) {
    message(writer, 5, (inner) => writeTensor(inner, value.tensor));
    whole(writer, 20, 4);
  } else if ('floats' in value) {
    for (const one of value.floats) number(writer, 7, one);
    whole(writer, 20, 6);
  } else {
    for (const one of value.ints) whole(writer, 8, one);
    whole(writer, 20, 7);
  }
}

function writeNode(writer: Writer, node: NodeProto): void {
  for (const input of node.inputs) text(writer, 1, input);
  for (const output of node.outputs) text(writer, 2, output);
  text(writer, 3, node.name);
  text(writer, 4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) {
    message(writer, 5, (inner) => writeAttribute(inner, name, value));
  }
  if (node.domain) text(writer, 7, node.domain);
}

function writeValueInfo(writer: Writer, info: ValueInfo): void {
  text(writer, 1, info.name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      whole(tensor, 1, elementTypes[info.type]);
      message(tensor, 2, (shape) => {
        info.dims.forEach((side, axis) => {
          const name = info.free?.[axis];
          message(shape, 1, (dimension) =>
            name === undefined ? whole(dimension, 1, side) : text(dimension, 2, name),
          );
        });
      });
    }),
  );
}

/** The model as bytes that onnxruntime reads. */
export function encodeModel(model: ModelProto): Uint8Array {
  const writer = protobuf.Writer.create();
  whole(writer, 1, IR_VERSION);
  text(writer, 2, 'lagraph');
  message(writer, 7, (graph) => {
    for (const node of model.nodes) message(graph, 1, (inner) => writeNode(inner, node));
    text(graph, 2, model.name);
    for (const tensor of model.initializers) message(graph, 5, (inner) => writeTensor(inner, tensor));
    for (const input of model.inputs) message(graph, 11, (inner) => writeValueInfo(inner, input));
    for (const output of model.outputs) message(graph, 12, (inner) => writeValueInfo(inner, output));
  });
  for (const [domain, version] of Object.entries(model.opsets)) {
    message(writer, 8, (opset) => {
      text(opset, 1, domain);
      whole(opset, 2, version);
    });
  }
  return writer.finish();
}
