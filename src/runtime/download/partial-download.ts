/** What is there of a file that is being downloaded: its first bytes, and what the server called that version of it. */
import { lstat, readFile, rm } from 'node:fs/promises';
import { writeFileAtomically } from '../store/index.js';

export interface PartialDownload {
  /** How many bytes are there. */
  size: number;
  /** Address that they came from, and its name for the version: an ETag or a date. */
  url?: string;
  version?: string;
}

export const partPath = (path: string) => `${path}.part`;
const metadataPath = (path: string) => `${path}.part.json`;

/** What a header can hold: a note that was damaged may hold anything, and no request could be made with it. */
const isHeaderText = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]*$/.test(value);

/**
 * What is there. A part that can't be gone on from is taken away: none, or a note that tells nothing, or more bytes than
 * the file can have, or no file at all.
 *
 * @param maxBytes bytes that the whole file can have
 */
export async function readPartialDownload(path: string, maxBytes: number): Promise<PartialDownload> {
  const found = await lstat(partPath(path)).catch(() => null);
  if (!found) return { size: 0 };
  const note = await readPartMetadata(path);
  if (found.isFile() && found.size <= maxBytes && note) return { size: found.size, ...note };
  await removePartialDownload(path);
  return { size: 0 };
}

/** Null where it can't be used. A part without a note has none of its own: only the checksum can tell. */
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
  await rm(partPath(path), { force: true, recursive: true });
  await rm(metadataPath(path), { force: true, recursive: true });
}

/** A name that stands for these very bytes, which `If-Range` asks for: a strong ETag, or else a date. */
export function ifRangeValidator(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined);
}
