import { fsync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { syncDirectory } from './atomic-write.js';

/** Makes a folder durable: the contents of its files, and the entries of its directories. Links are not followed. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await syncFileAt(path);
  }
  await syncDirectory(folder);
}

async function syncFileAt(path: string): Promise<void> {
  // Windows syncs only files that are opened for writing.
  const file = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await promisify(fsync)(file.fd);
  } finally {
    await file.close();
  }
}
