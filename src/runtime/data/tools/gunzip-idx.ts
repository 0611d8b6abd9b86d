import { promisify } from 'node:util';
import { constants, gunzip as gunzipLater, gunzipSync } from 'node:zlib';
import { damagedFileError, SourceUnavailableError } from './source-unavailable.js';

/** Most bytes that a packed IDX file may hold. */
const MAX_IDX_BYTES = 2 ** 31;

/** Of the packed file: enough for any header, which has a byte for the number of sides and four for each. */
const HEADER_BYTES = 4096;

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * How long the content is, as the header of the IDX file in it says; null for anything else. What a few bytes unpack to
 * may be without measure, so not more is unpacked than there can be.
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

/** Content is unpacked in one piece, since pieces would have to be put together; one byte more tells that it is too long. */
function outputLimitOf(bytes: Uint8Array, path: string): OutputLimit {
  const size = idxSizeOf(bytes) ?? 2 ** 20;
  if (size >= MAX_IDX_BYTES)
    throw damagedFileError(path, `says that it holds ${size} bytes, which is too many`);
  return { chunkSize: Math.max(16_384, size + 1), maxOutputLength: size + 1 };
}

/** What was unpacked ahead, by the bytes that it was unpacked from. */
const unpackedAhead = new WeakMap<Uint8Array, Uint8Array>();

/** Unpack a gzip file beside this thread, so that others may read theirs meanwhile; `gunzip` then has it at once. */
export async function unpackAhead(bytes: Uint8Array): Promise<void> {
  if (!isGzip(bytes)) return;
  try {
    unpackedAhead.set(bytes, await promisify(gunzipLater)(bytes, outputLimitOf(bytes, '')));
  } catch {
    // `gunzip` will meet the same problem, and knows the file's name.
  }
}

/** The IDX file in a gzip file; anything else is given back as it is. */
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
