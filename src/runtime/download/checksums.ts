import { createHash } from 'node:crypto';

/** sha256 over the parts, one after another, as hex. */
export function sha256OfParts(...parts: (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** The git blob hash of a file: SHA-1 over `blob`, its size and its bytes. */
export function gitBlobSha1(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
}

const integrityOf = (bytes: Uint8Array): string =>
  `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

export interface FileChecksums {
  sha256?: string | readonly string[];
  gitBlob?: string;
  /** Subresource Integrity with SHA-512, as npm publishes it: `sha512-` and base64. */
  integrity?: string;
  /** Size of the downloaded form. Another size is refused, and no more bytes are read. */
  size?: number;
  /** Upper bound if the size is unknown. */
  most?: number;
}

/** Whether any checksum is known. */
export const hasChecksum = (known: FileChecksums): boolean =>
  known.sha256 !== undefined || known.gitBlob !== undefined || known.integrity !== undefined;

/** Whether the bytes match one of the file's checksums; true if none is known. */
export function matchesChecksum(bytes: Uint8Array, known: FileChecksums): boolean {
  if (!hasChecksum(known)) return true;
  if (known.sha256 !== undefined && [known.sha256].flat().includes(sha256OfParts(bytes))) return true;
  if (known.gitBlob !== undefined && known.gitBlob === gitBlobSha1(bytes)) return true;
  return known.integrity !== undefined && known.integrity === integrityOf(bytes);
}
