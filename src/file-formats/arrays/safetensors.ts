/**
 * Arrays of a safetensors file (https://github.com/huggingface/safetensors, "Format"): eight bytes with the header's
 * length (little-endian), a JSON header, then the arrays' bytes, row-major and little-endian.
 */
import { shapeSize } from '../../vocabulary/index.js';
import { damagedFile, FileContentError } from '../file-content-error.js';
import { BYTES_OF_NUMBER, decodeNumbers, type NumberType } from './decode-numbers.js';
import { noArrayError } from './no-array-error.js';
import type { ArrayFile, StoredArray } from './stored-array.js';

const NUMBERS: Readonly<Record<string, NumberType>> = {
  BOOL: 'bool',
  U8: 'uint8',
  I8: 'int8',
  U16: 'uint16',
  I16: 'int16',
  U32: 'uint32',
  I32: 'int32',
  U64: 'uint64',
  I64: 'int64',
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
};

interface Entry {
  dtype: string;
  shape: readonly number[];
  data_offsets: readonly [number, number];
}

export interface SafetensorsFile extends ArrayFile {
  /** The shape of an array, without reading it. */
  shapeOf(name: string): readonly number[];
}

export function openSafetensors(bytes: Uint8Array, path: string): SafetensorsFile {
  if (bytes.byteLength < 8)
    throw damagedFile(path, 'is no safetensors file: it is shorter than its length field');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = 8 + length;
  if (!(start <= bytes.byteLength))
    throw damagedFile(path, 'is no safetensors file, or its header is cut off');
  const entries = parseHeader(bytes.subarray(8, start), path);
  const names = [...entries.keys()];
  const entryOf = (name: string): Entry => {
    if (!entries.has(name)) throw noArrayError(path, name, names);
    return checkedEntry(entries.get(name), name, path);
  };
  return {
    names,
    shapeOf: (name) => entryOf(name).shape,
    read: async (name) => readEntry(bytes.subarray(start), entryOf(name), name, path),
  };
}

function parseHeader(json: Uint8Array, path: string): Map<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw damagedFile(path, 'is no safetensors file: its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw damagedFile(path, 'is no safetensors file: its header is not an object');
  return new Map(Object.entries(header).filter(([name]) => name !== '__metadata__'));
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function checkedEntry(entry: unknown, name: string, path: string): Entry {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<Entry>;
  if (!Array.isArray(shape) || !shape.every(isCount) || !Array.isArray(offsets) || !offsets.every(isCount))
    throw damagedFile(path, `has no shape or no place of ${name} in its header`);
  return { dtype: String(dtype), shape, data_offsets: offsets as [number, number] };
}

function readEntry(content: Uint8Array, entry: Entry, name: string, path: string): StoredArray {
  const { dtype, shape, data_offsets: offsets } = entry;
  const type = Object.hasOwn(NUMBERS, dtype) ? NUMBERS[dtype]! : null;
  if (!type) {
    throw new FileContentError(
      `${path}: ${name} is of the type ${dtype}, which is not read; save it as F32.`,
    );
  }
  const [from, to] = offsets;
  if (to > content.byteLength) throw damagedFile(path, `is cut off within ${name}`);
  if (to - from !== shapeSize(shape) * BYTES_OF_NUMBER[type])
    throw damagedFile(path, `has not as many bytes of ${name} as its shape asks for`);
  return { shape: [...shape], type, data: decodeNumbers(type, content.subarray(from, to)) };
}
