import { createHash } from 'node:crypto';

/** sha256 over the parts, one after another, as hex. */
export function sha256OfParts(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** The number that git knows a file by: SHA-1 over `blob`, its size and its bytes. */
export function gitBlobSha1(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}

export interface FileChecksums {
  sha256?: string | readonly string[];
  gitBlob?: string;
  /** Bytes of the form that is downloaded. Another size is refused, and not more is taken. */
  size?: number;
  /** Where the size is not known: no more bytes are taken. */
  most?: number;
}

/** Whether anything is known to compare with. */
export const hasChecksum = (known: FileChecksums): boolean =>
  known.sha256 !== undefined || known.gitBlob !== undefined;

/** Whether the bytes are one of the file's known forms; true where nothing is known. */
export function matchesChecksum(bytes: Uint8Array, known: FileChecksums): boolean {
  if (!hasChecksum(known)) return true;
  if (known.sha256 !== undefined && [known.sha256].flat().includes(sha256OfParts(bytes))) return true;
  return known.gitBlob !== undefined && known.gitBlob === gitBlobSha1(bytes);
}
