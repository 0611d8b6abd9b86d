import { gunzipSync } from 'node:zlib';
import { SourceUnavailable } from './unavailable.js';

/** The content of a gzip file; anything else is given back as it is. */
export function gunzip(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new SourceUnavailable(`This gzip file is damaged: ${(error as Error).message}.`);
  }
}
