import { promisify } from 'node:util';
import { constants, gunzip as gunzipLater, gunzipSync } from 'node:zlib';
import { damaged, SourceUnavailable } from './unavailable.js';

/** Most bytes that a packed IDX file may hold. */
const MOST = 2 ** 31;

/** Of the packed file: enough for any header, which has a byte for the number of sides and four for each. */
const HEAD = 4096;

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * How long the content is, as the header of the IDX file in it says; null for anything else. What a few bytes unpack to
 * may be without measure, so not more is unpacked than there can be.
 */
function sizeWithin(bytes: Uint8Array): number | null {
  const head = gunzipSync(bytes.subarray(0, HEAD), { finishFlush: constants.Z_SYNC_FLUSH });
  if (head.length < 4 || head.readUInt16BE(0) !== 0) return null;
  const sides = head[3]!;
  if (head.length < 4 + 4 * sides) return null;
  let size = 1;
  for (let side = 0; side < sides; side++) size *= head.readUInt32BE(4 + 4 * side);
  return 4 + 4 * sides + size;
}

interface Bound {
  chunkSize: number;
  maxOutputLength: number;
}

/** Content is unpacked in one piece, since pieces would have to be put together; one byte more tells that it is too long. */
function boundOf(bytes: Uint8Array, path: string): Bound {
  const size = sizeWithin(bytes) ?? 2 ** 20;
  if (size >= MOST) throw damaged(path, `says that it holds ${size} bytes, which is too many`);
  return { chunkSize: Math.max(16_384, size + 1), maxOutputLength: size + 1 };
}

/** What was unpacked ahead, by the bytes that it was unpacked from. */
const ahead = new WeakMap<Uint8Array, Uint8Array>();

/** Unpack a gzip file beside this thread, so that others may read theirs meanwhile; `gunzip` then has it at once. */
export async function unpackAhead(bytes: Uint8Array): Promise<void> {
  if (!isGzip(bytes)) return;
  try {
    ahead.set(bytes, await promisify(gunzipLater)(bytes, boundOf(bytes, '')));
  } catch {
    // `gunzip` will meet the same problem, and knows the file's name.
  }
}

/** The IDX file in a gzip file; anything else is given back as it is. */
export function gunzip(bytes: Uint8Array, path: string): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  const ready = ahead.get(bytes);
  if (ready) return ready;
  let bound: Bound | undefined;
  try {
    bound = boundOf(bytes, path);
    return gunzipSync(bytes, bound);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' && bound) {
      throw damaged(
        path,
        `holds more than the ${bound.maxOutputLength - 1} bytes that an IDX file with its header has`,
      );
    }
    if (error instanceof SourceUnavailable) throw error;
    throw damaged(path, `is a damaged gzip file (${(error as Error).message})`);
  }
}
