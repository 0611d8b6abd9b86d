import { promisify } from 'node:util';
import { gunzip as gunzipLater, gunzipSync } from 'node:zlib';
import { damaged } from './unavailable.js';

/** Most that is believed of what a file says of its size. */
const MOST = 2 ** 28;

const isGzip = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * Content is unpacked in one piece, since pieces would have to be put together. A file's last four bytes tell how long
 * it is (RFC 1952); what does not fit gets more room.
 */
function options(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const said = bytes.byteLength < 18 ? 0 : view.getUint32(bytes.byteLength - 4, true);
  return { chunkSize: Math.min(MOST, Math.max(16_384, said + 1)) };
}

/** What was unpacked ahead, by the bytes that it was unpacked from. */
const ahead = new WeakMap<Uint8Array, Uint8Array>();

/** Unpack a gzip file beside this thread, so that others may read theirs meanwhile; `gunzip` then has it at once. */
export async function unpackAhead(bytes: Uint8Array): Promise<void> {
  if (!isGzip(bytes)) return;
  try {
    ahead.set(bytes, await promisify(gunzipLater)(bytes, options(bytes)));
  } catch {
    // `gunzip` will meet the same problem, and knows the file's name.
  }
}

/** The content of a gzip file; anything else is given back as it is. */
export function gunzip(bytes: Uint8Array, path: string): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  const ready = ahead.get(bytes);
  if (ready) return ready;
  try {
    return gunzipSync(bytes, options(bytes));
  } catch (error) {
    throw damaged(path, `is a damaged gzip file (${(error as Error).message})`);
  }
}
