/** Reading where what is looked for may not be there. */
import { readdir, readFile } from 'node:fs/promises';

import { withErrorPath } from './store-error.js';

/** A file's bytes; null where there is none. Whatever else keeps it from being read is thrown. */
export async function readFileOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw withErrorPath(error, path);
  }
}

/** Names in a directory; none where there is no directory. */
export async function listDirectory(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const MAX_OPEN_FILES = 64;

/** Some at a time: a process may not open any number of files. */
export async function mapInBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += MAX_OPEN_FILES) {
    results.push(...(await Promise.all(items.slice(at, at + MAX_OPEN_FILES).map(work))));
  }
  return results;
}
