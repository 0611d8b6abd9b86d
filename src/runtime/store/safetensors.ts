/**
 * The safetensors format (https://github.com/huggingface/safetensors, "Format"): eight bytes with the header's length
 * (little-endian), a JSON header, then the tensors' bytes, row-major and little-endian. Only F32 is needed here.
 */
import { open } from 'node:fs/promises';

import type { StateTensor } from '../capture/index.js';

export type NamedTensors = ReadonlyMap<string, StateTensor>;

/** A file that is not in the safetensors format, or is truncated. */
export class SafetensorsError extends Error {}

const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
if (!LITTLE_ENDIAN)
  throw new Error('lagraph writes weights as they lie in memory and needs a little-endian machine');

const METADATA = '__metadata__';

/** A weight may have the name that the format reserves. */
const escapedName = (name: string): string => (name === METADATA ? `@${METADATA}` : name);

const elementCountOf = (shape: readonly number[]) => shape.reduce((size, side) => size * side, 1);

/**
 * The file's bytes, in parts that are views of the tensors. The same tensors and metadata give the same bytes,
 * independent of the map's order.
 */
export function encodeSafetensors(
  tensors: NamedTensors,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  // Names are data: one may equal an inherited property of objects.
  const header = Object.create(null) as Record<string, unknown>;
  if (Object.keys(metadata).length > 0) header[METADATA] = metadata;
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const name of [...tensors.keys()].sort()) {
    const { shape, data } = tensors.get(name)!;
    if (data.length !== elementCountOf(shape)) {
      throw new Error(`${name} has ${data.length} numbers, its shape [${shape.join(', ')}] asks for others`);
    }
    header[escapedName(name)] = { dtype: 'F32', shape: [...shape], data_offsets: [at, at + data.byteLength] };
    pieces.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    at += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  // Spaces after the header align the data to 8 bytes, as the format requires.
  const padded = Math.ceil(json.length / 8) * 8;
  const start = Buffer.alloc(8 + padded, 0x20);
  start.writeBigUInt64LE(BigInt(padded), 0);
  json.copy(start, 8);
  return [start, ...pieces];
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** A longer header is rejected. */
const MAX_HEADER_BYTES = 100 * 2 ** 20;

type Header = Record<string, unknown>;

const metadataOf = (header: Header): Record<string, string> =>
  (header[METADATA] as Record<string, string> | undefined) ?? {};

function parseHeader(json: Buffer): Header {
  let header: unknown;
  try {
    header = JSON.parse(json.toString('utf8'));
  } catch {
    throw new SafetensorsError('the header is not JSON');
  }
  if (!isRecord(header)) throw new SafetensorsError('the header is not an object');
  const metadata = header[METADATA] ?? {};
  if (!isRecord(metadata) || !Object.values(metadata).every((text) => typeof text === 'string')) {
    throw new SafetensorsError('the metadata is not made of texts');
  }
  return header;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The header's entry of one tensor. Throws if it is malformed. */
function entryOf(name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = (isRecord(value) ? value : {}) as Partial<Entry>;
  if (dtype !== 'F32') throw new SafetensorsError(`${name} is ${String(dtype)}; only F32 is read`);
  if (!Array.isArray(shape) || !shape.every(isCount)) throw new SafetensorsError(`${name} has no shape`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    throw new SafetensorsError(`${name} has no place`);
  }
  return { dtype, shape, data_offsets: offsets };
}

/** A file's metadata, without its tensors. Throws SafetensorsError, or what the system says. */
export async function readSafetensorsHeader(path: string): Promise<{ metadata: Record<string, string> }> {
  const file = await open(path);
  try {
    const start = Buffer.alloc(8);
    if ((await file.read(start, 0, 8, 0)).bytesRead < 8) {
      throw new SafetensorsError('the file is shorter than its length field');
    }
    const length = Number(start.readBigUInt64LE(0));
    if (length > MAX_HEADER_BYTES) throw new SafetensorsError('the header is cut off');
    const json = Buffer.alloc(length);
    if ((await file.read(json, 0, length, 8)).bytesRead < length) {
      throw new SafetensorsError('the header is cut off');
    }
    return { metadata: metadataOf(parseHeader(json)) };
  } finally {
    await file.close();
  }
}

/** Decode a complete file. The tensors are copies; `bytes` can be freed. Throws SafetensorsError. */
export function decodeSafetensors(bytes: Uint8Array): {
  tensors: Map<string, StateTensor>;
  metadata: Record<string, string>;
} {
  if (bytes.byteLength < 8) throw new SafetensorsError('the file is shorter than its length field');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (!(8 + length <= bytes.byteLength)) throw new SafetensorsError('the header is cut off');
  const header = parseHeader(Buffer.from(bytes.buffer, bytes.byteOffset + 8, length));
  const tensors = new Map<string, StateTensor>();
  let used = 8 + length;
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) continue;
    const { shape, data_offsets } = entryOf(name, value);
    const [from, to] = [8 + length + data_offsets[0], 8 + length + data_offsets[1]];
    if (to > bytes.byteLength) throw new SafetensorsError(`the bytes of ${name} are cut off`);
    if (to - from !== 4 * elementCountOf(shape))
      throw new SafetensorsError(`${name} has not the bytes of its shape`);
    // A copy: Float32Array needs alignment, and the file should not stay in memory for one small tensor.
    const data = new Float32Array(elementCountOf(shape));
    new Uint8Array(data.buffer).set(bytes.subarray(from, to));
    tensors.set(name === escapedName(METADATA) ? METADATA : name, { shape, data });
    used += to - from;
  }
  if (used !== bytes.byteLength) throw new SafetensorsError('there are bytes that no tensor has');
  return { tensors, metadata: metadataOf(header) };
}

/** A tensor that must be present. */
export interface ExpectedTensor {
  name: string;
  shape: readonly number[];
}

/** The first mismatch between tensors and what is expected; null if there is none. */
export function tensorMismatch(tensors: NamedTensors, expected: Iterable<ExpectedTensor>): string | null {
  for (const { name, shape } of expected) {
    const tensor = tensors.get(name);
    if (!tensor) return `it has no ${name}`;
    if (tensor.shape.length !== shape.length || tensor.shape.some((side, i) => side !== shape[i])) {
      return `${name} is [${tensor.shape.join(', ')}] there, and should be [${shape.join(', ')}]`;
    }
  }
  return null;
}
