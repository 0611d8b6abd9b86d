import { promisify } from 'node:util';
import { constants, gunzip as gunzipLater, gunzipSync } from 'node:zlib';
import { damagedFileError, SourceUnavailableError } from './source-unavailable.js';

/** Maximum size of a decompressed IDX file. */
const MAX_IDX_BYTES = 2 ** 31;

/** Compressed bytes that contain any header, which has one byte for the number of dimensions and four for each. */
const HEADER_BYTES = 4096;

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Size of the content by the header of the IDX file in it; null for anything else. Bounds the output against
 * decompression bombs.
 */
function idxSizeOf(bytes: Uint8Array): number | null {
  const head = gunzipSync(bytes.subarray(0, HEADER_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  if (head.length < 4 || head.readUInt16BE(0) !== 0) return null;
  const sides = head[3]!;
  if (head.length < 4 + 4 * sides) return null;
  let size = 1;
  for (let side = 0; side < sides; side++) size *= head.readUInt32BE(4 + 4 * side);
  return 4 + 4 * sides + size;
}

interface OutputLimit {
  chunkSize: number;
  maxOutputLength: number;
}

/** Decompressed into one buffer, to avoid joining chunks; one more byte detects content that is too long. */
function outputLimitOf(bytes: Uint8Array, path: string): OutputLimit {
  const size = idxSizeOf(bytes) ?? 2 ** 20;
  if (size >= MAX_IDX_BYTES)
    throw damagedFileError(path, `says that it holds ${size} bytes, which is too many`);
  return { chunkSize: Math.max(16_384, size + 1), maxOutputLength: size + 1 };
}

/** Results of `decompressAhead`, by the compressed bytes. */
const unpackedAhead = new WeakMap<Uint8Array, Uint8Array>();

/**
 * Decompress a gzip file in another thread, so that others can be read meanwhile; `gunzip` returns the result at
 * once.
 */
export async function decompressAhead(bytes: Uint8Array): Promise<void> {
  if (!isGzip(bytes)) return;
  try {
    unpackedAhead.set(bytes, await promisify(gunzipLater)(bytes, outputLimitOf(bytes, '')));
  } catch {
    // `gunzip` will fail in the same way, and knows the file's name.
  }
}

/** The IDX file in a gzip file; anything else is returned unchanged. */
export function gunzipIdx(bytes: Uint8Array, path: string): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  const ready = unpackedAhead.get(bytes);
  if (ready) return ready;
  let bound: OutputLimit | undefined;
  try {
    bound = outputLimitOf(bytes, path);
    return gunzipSync(bytes, bound);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' && bound) {
      throw damagedFileError(
        path,
        `holds more than the ${bound.maxOutputLength - 1} bytes that an IDX file with its header has`,
      );
    }
    if (error instanceof SourceUnavailableError) throw error;
    throw damagedFileError(path, `is a damaged gzip file (${(error as Error).message})`);
  }
}
