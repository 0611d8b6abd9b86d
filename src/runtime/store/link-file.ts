import { link, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeDirectory, temporaryName } from './atomic-write.js';

/**
 * Makes `path` the same file as `existing`, without a second copy on the disk. What lagraph writes replaces files and never
 * changes them in place, so that neither name's content follows the other's. Returns false, and changes nothing, where
 * that can't be done: the file is gone, or the file system has no hard links.
 */
export async function linkFile(existing: string, path: string): Promise<boolean> {
  const draft = join(dirname(path), `.${temporaryName()}`);
  try {
    await makeDirectory(dirname(path));
    await link(existing, draft);
    await rename(draft, path);
    return true;
  } catch {
    return false;
  } finally {
    // Of two names of one file, rename leaves both.
    await rm(draft, { force: true }).catch(() => undefined);
  }
}
