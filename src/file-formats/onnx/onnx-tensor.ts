import { shapeSize } from '../../vocabulary/index.js';
import { BYTES_OF_NUMBER, decodeNumbers, toFloat32, type NumberType } from '../arrays/index.js';
import { damagedFile, FileContentError } from '../file-content-error.js';
import type { OnnxTensor } from './onnx-graph.js';
import { messagesOf, numberOf, textOf, type Fields, type ProtobufReader } from './protobuf-fields.js';

/** Types of numbers by ONNX's codes. */
const TYPES: Readonly<Record<number, NumberType>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

/** Where the numbers of a tensor lie, if not in the model. */
export interface ExternalPlace {
  location: string;
  offset: number;
  /** Null: to the end of the file. */
  length: number | null;
}

export function externalPlaceOf(fields: Fields, { fieldsOf }: ProtobufReader): ExternalPlace | null {
  const entries = new Map(
    messagesOf(fields, 13).map((message): [string, string] => {
      const entry = fieldsOf(message);
      return [textOf(entry, 1), textOf(entry, 2)];
    }),
  );
  if (entries.size === 0 && numberOf(fields, 14) !== 1) return null;
  const length = entries.get('length');
  return {
    location: entries.get('location') ?? '',
    offset: Number(entries.get('offset') ?? 0),
    length: length === undefined ? null : Number(length),
  };
}

/**
 * A TensorProto.
 *
 * @param outside the bytes of its numbers, if they are not in the message
 */
export function onnxTensor(
  fields: Fields,
  protobuf: ProtobufReader,
  path: string,
  outside?: Uint8Array,
): OnnxTensor {
  const shape = protobuf.integers(fields, 1);
  const name = textOf(fields, 8) || 'a constant';
  let known: Float32Array | undefined;
  return {
    shape,
    get data() {
      known ??= numbersOf(fields, protobuf, outside ?? messagesOf(fields, 9)[0], `${path}: ${name}`);
      if (known.length !== shapeSize(shape))
        throw damagedFile(
          path,
          `holds ${known.length} numbers of ${name}, and its shape asks for ${shapeSize(shape)}`,
        );
      return known;
    },
  };
}

function numbersOf(
  fields: Fields,
  { integers }: ProtobufReader,
  raw: Uint8Array | undefined,
  what: string,
): Float32Array {
  const code = numberOf(fields, 2) ?? 0;
  const type = TYPES[code];
  if (!type)
    throw new FileContentError(
      `${what} has elements of the type ${code} of ONNX, which is not read; convert the model to float32.`,
    );
  if (raw) {
    if (raw.byteLength % BYTES_OF_NUMBER[type] > 0) throw damagedFile(what, 'is cut off');
    return toFloat32(decodeNumbers(type, raw));
  }
  // Half floats stand as the whole numbers of their bits.
  const whole = [...integers(fields, 5), ...integers(fields, 7)];
  if (type === 'float16' || type === 'bfloat16')
    return toFloat32(decodeNumbers(type, new Uint8Array(Uint16Array.from(whole).buffer)));
  if (whole.length > 0) return Float32Array.from(whole);
  return Float32Array.from([...floatsOf(fields, 4, 'float32'), ...floatsOf(fields, 10, 'float64')]);
}

/** Floats of a field, one each or packed. */
export const floatsOf = (fields: Fields, field: number, type: 'float32' | 'float64' = 'float32'): number[] =>
  (fields.get(field) ?? []).flatMap((value) =>
    typeof value === 'number' ? [value] : [...toFloat32(decodeNumbers(type, value))],
  );
