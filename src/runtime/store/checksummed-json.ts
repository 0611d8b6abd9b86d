/** JSON files with a hash of their own content, so that damage is detected. */
import { sha256 } from './sha256.js';

/** The text of a file that holds this object. */
export function encodeChecksummedJson(value: object): string {
  return `${JSON.stringify({ digest: sha256([JSON.stringify(value)]), ...value }, null, 2)}\n`;
}

/** The object; null if the file is not, byte for byte, what was written. */
export function decodeChecksummedJson(bytes: Buffer): unknown {
  try {
    const { digest: _, ...value } = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    return Buffer.from(encodeChecksummedJson(value)).equals(bytes) ? value : null;
  } catch {
    return null;
  }
}
