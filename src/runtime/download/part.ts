/** What is there of a file that is being downloaded: its first bytes, and what the server called that version of it. */
import { readFile, rm, stat } from 'node:fs/promises';
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

export async function readPart(path: string): Promise<Part> {
  const size = await stat(partPath(path)).then(
    (found) => found.size,
    () => 0,
  );
  try {
    const { url, version } = JSON.parse(await readFile(notePath(path), 'utf8')) as Omit<Part, 'size'>;
    return { size, url, version };
  } catch {
    return { size };
  }
}

export async function notePart(path: string, url: string, version: string | undefined): Promise<void> {
  await writeWhole(notePath(path), JSON.stringify({ url, version }));
}

export async function removePart(path: string): Promise<void> {
  await rm(partPath(path), { force: true });
  await rm(notePath(path), { force: true });
}

/** A name that stands for these very bytes, which `If-Range` asks for: a strong ETag, or else a date. */
export function versionOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  return tag && !tag.startsWith('W/') ? tag : (headers.get('last-modified') ?? undefined);
}
