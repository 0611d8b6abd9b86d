import { gunzipSync } from 'node:zlib';
import { damaged } from './unavailable.js';

/** The content of a gzip file; anything else is given back as it is. */
export function gunzip(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw damaged(path, `is a damaged gzip file (${(error as Error).message})`);
  }
}
