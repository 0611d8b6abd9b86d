/** Reading files and directories that may not exist. */
import { readdir, readFile } from 'node:fs/promises';

import { withErrorPath } from './store-error.js';

/** A file's bytes; null if it does not exist. Other errors are thrown. */
export async function readFileOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw withErrorPath(error, path);
  }
}

/** Names in a directory; none if it does not exist. */
export async function listDirectory(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const MAX_OPEN_FILES = 64;

/** In batches: the number of open files per process is limited. */
export async function mapInBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += MAX_OPEN_FILES) {
    results.push(...(await Promise.all(items.slice(at, at + MAX_OPEN_FILES).map(work))));
  }
  return results;
}
