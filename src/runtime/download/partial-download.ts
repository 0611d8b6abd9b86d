/** A partial download: its first bytes, and the server's validator (ETag or date) for resuming it. */
import { lstat, readFile, rm } from 'node:fs/promises';
import { writeFileAtomically } from '../store/index.js';

export interface PartialDownload {
  /** Number of bytes present. */
  size: number;
  /** Their address, and the validator of that version: an ETag or a date. */
  url?: string;
  version?: string;
}

export const partialDownloadPath = (path: string) => `${path}.part`;
const metadataPath = (path: string) => `${path}.part.json`;

/**
 * Characters that a header can hold: a damaged metadata file may contain anything, and would make the request
 * invalid.
 */
const isHeaderText = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]*$/.test(value);

/**
 * The partial download. One that can't be resumed is removed: without metadata or with unreadable metadata, with more
 * bytes than the file can have, or if it is not a regular file.
 *
 * @param maxBytes bytes that the whole file can have
 */
export async function readPartialDownload(path: string, maxBytes: number): Promise<PartialDownload> {
  const found = await lstat(partialDownloadPath(path)).catch(() => null);
  if (!found) return { size: 0 };
  const note = await readPartMetadata(path);
  if (found.isFile() && found.size <= maxBytes && note) return { size: found.size, ...note };
  await removePartialDownload(path);
  return { size: 0 };
}

/** Null if it can't be used. Without metadata there is no validator: only the checksum can tell. */
async function readPartMetadata(path: string): Promise<Omit<PartialDownload, 'size'> | null> {
  const found = await lstat(metadataPath(path)).catch(() => null);
  if (!found) return {};
  if (!found.isFile()) return null;
  try {
    const note = JSON.parse(await readFile(metadataPath(path), 'utf8')) as Omit<PartialDownload, 'size'>;
    if (typeof note !== 'object' || note === null) return null;
    const { url, version } = note;
    if (![url, version].every((value) => value === undefined || isHeaderText(value))) return null;
    return { ...(url === undefined ? {} : { url }), ...(version === undefined ? {} : { version }) };
  } catch {
    return null;
  }
}

export async function writePartMetadata(
  path: string,
  url: string,
  version: string | undefined,
): Promise<void> {
  await writeFileAtomically(metadataPath(path), JSON.stringify({ url, version }));
}

export async function removePartialDownload(path: string): Promise<void> {
  await rm(partialDownloadPath(path), { force: true, recursive: true });
  await rm(metadataPath(path), { force: true, recursive: true });
}

/** The validator for `If-Range`: a strong ETag, or else the modification date. */
export function ifRangeValidator(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined);
}
