import { damagedFile, FileContentError } from '../file-content-error.js';
import { readBeside, type ReadFileBeside } from '../read-beside.js';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './onnx-graph.js';
import { externalPlaceOf, floatsOf, onnxTensor } from './onnx-tensor.js';
import {
  loadProtobuf,
  messagesOf,
  numberOf,
  textOf,
  textsOf,
  type Fields,
  type ProtobufReader,
} from './protobuf-fields.js';

export type * from './onnx-graph.js';

/**
 * Reads an ONNX model. Numbers may lie in files beside it, as PyTorch's exporter writes them (`model.onnx.data`).
 *
 * @param path the file's name in messages
 * @throws FileContentError
 */
export async function openOnnx(
  bytes: Uint8Array,
  path: string,
  readFile: ReadFileBeside,
): Promise<OnnxGraph> {
  const protobuf = await loadProtobuf();
  const { fieldsOf } = protobuf;
  const broken = () => damagedFile(path, 'is no ONNX model, or damaged');
  let model: Fields;
  let graph: Fields;
  try {
    model = fieldsOf(bytes);
    graph = fieldsOf(messagesOf(model, 7)[0]!);
  } catch {
    throw broken();
  }
  const outside = new Map<string, Uint8Array>();
  try {
    const initializers = new Map<string, OnnxTensor>();
    for (const message of messagesOf(graph, 5)) {
      const fields = fieldsOf(message);
      const place = externalPlaceOf(fields, protobuf);
      let numbers: Uint8Array | undefined;
      if (place) {
        const file = outside.get(place.location) ?? (await readBeside(path, place.location, readFile));
        outside.set(place.location, file);
        const end = place.length === null ? file.byteLength : place.offset + place.length;
        if (!(place.offset >= 0 && place.offset <= end && end <= file.byteLength))
          throw damagedFile(path, `names ${place.location}, which is cut off`);
        numbers = file.subarray(place.offset, end);
      }
      initializers.set(textOf(fields, 8), onnxTensor(fields, protobuf, path, numbers));
    }
    const opsets = messagesOf(model, 8).map(fieldsOf);
    const own = opsets.find((fields) => isOwnDomain(textOf(fields, 1)));
    return {
      name: textOf(graph, 2),
      opset: (own && numberOf(own, 2)) ?? 1,
      nodes: messagesOf(graph, 1).map((message) => nodeOf(fieldsOf(message), protobuf, path)),
      initializers,
      inputs: messagesOf(graph, 11)
        .map((message) => inputOf(fieldsOf(message), protobuf))
        .filter(({ name }) => !initializers.has(name)),
      outputs: messagesOf(graph, 12).map((message) => textOf(fieldsOf(message), 1)),
      beside: [...outside.values()],
    };
  } catch (error) {
    throw error instanceof FileContentError ? error : broken();
  }
}

const isOwnDomain = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

function nodeOf(fields: Fields, protobuf: ProtobufReader, path: string): OnnxNode {
  const attributes = messagesOf(fields, 5).map(protobuf.fieldsOf);
  const domain = textOf(fields, 7);
  return {
    op: isOwnDomain(domain) ? textOf(fields, 4) : `${domain}.${textOf(fields, 4)}`,
    name: textOf(fields, 3),
    inputs: textsOf(fields, 1),
    outputs: textsOf(fields, 2),
    attributes: new Map(attributes.map((one) => [textOf(one, 1), attributeOf(one, protobuf, path)])),
  };
}

function attributeOf(
  fields: Fields,
  protobuf: ProtobufReader,
  path: string,
): number | number[] | string | OnnxTensor {
  const [tensor] = messagesOf(fields, 5);
  if (tensor) return onnxTensor(protobuf.fieldsOf(tensor), protobuf, path);
  if (fields.has(8)) return protobuf.integers(fields, 8);
  if (fields.has(7)) return floatsOf(fields, 7);
  if (fields.has(4)) return textOf(fields, 4);
  if (fields.has(9)) return textsOf(fields, 9).join(',');
  return numberOf(fields, 2) ?? numberOf(fields, 3) ?? 0;
}

function inputOf(fields: Fields, { fieldsOf }: ProtobufReader): { name: string; shape: (number | null)[] } {
  const [type] = messagesOf(fields, 2);
  const [tensor] = type ? messagesOf(fieldsOf(type), 1) : [];
  const [shape] = tensor ? messagesOf(fieldsOf(tensor), 2) : [];
  const sides = shape ? messagesOf(fieldsOf(shape), 1) : [];
  return { name: textOf(fields, 1), shape: sides.map((side) => numberOf(fieldsOf(side), 1) ?? null) };
}
