import { readFile } from 'node:fs/promises';

/** A file's text; null if it can't be read: a page shows what there is. */
export const readTextOrNull = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').catch(() => null);
