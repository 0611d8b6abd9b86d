/** What is there of a file that is being downloaded: its first bytes, and what the server called that version of it. */
import { lstat, readFile, rm } from 'node:fs/promises';
import { writeWhole } from '../store/index.js';

export interface Part {
  /** How many bytes are there. */
  size: number;
  /** Address that they came from, and its name for the version: an ETag or a date. */
  url?: string;
  version?: string;
}

export const partPath = (path: string) => `${path}.part`;
const notePath = (path: string) => `${path}.part.json`;

/** What a header can hold: a note that was damaged may hold anything, and no request could be made with it. */
const isPlain = (value: unknown): value is string =>
  typeof value === 'string' && /^[\x20-\x7e]*$/.test(value);

/**
 * What is there. A part that can't be gone on from is taken away: none, or a note that tells nothing, or more bytes than
 * the file can have, or no file at all.
 *
 * @param most bytes that the whole file can have
 */
export async function readPart(path: string, most: number): Promise<Part> {
  const found = await lstat(partPath(path)).catch(() => null);
  if (!found) return { size: 0 };
  const note = await readNote(path);
  if (found.isFile() && found.size <= most && note) return { size: found.size, ...note };
  await removePart(path);
  return { size: 0 };
}

/** Null where it can't be used. A part without a note has none of its own: only the checksum can tell. */
async function readNote(path: string): Promise<Omit<Part, 'size'> | null> {
  const found = await lstat(notePath(path)).catch(() => null);
  if (!found) return {};
  if (!found.isFile()) return null;
  try {
    const note = JSON.parse(await readFile(notePath(path), 'utf8')) as Omit<Part, 'size'>;
    if (typeof note !== 'object' || note === null) return null;
    const { url, version } = note;
    if (![url, version].every((value) => value === undefined || isPlain(value))) return null;
    return { ...(url === undefined ? {} : { url }), ...(version === undefined ? {} : { version }) };
  } catch {
    return null;
  }
}

export async function notePart(path: string, url: string, version: string | undefined): Promise<void> {
  await writeWhole(notePath(path), JSON.stringify({ url, version }));
}

export async function removePart(path: string): Promise<void> {
  await rm(partPath(path), { force: true, recursive: true });
  await rm(notePath(path), { force: true, recursive: true });
}

/** A name that stands for these very bytes, which `If-Range` asks for: a strong ETag, or else a date. */
export function versionOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined);
}
