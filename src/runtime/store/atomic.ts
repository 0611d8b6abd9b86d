/** Files and directories that are there whole or not at all, also after a power cut. */
import { randomBytes } from 'node:crypto';
import { fsync } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { self } from './owner.js';

/** What is written: one text, or byte ranges in order (so that large tensors need no copy in one piece). */
export type Content = string | readonly Uint8Array[];

/** A name that no other writer uses, and that says whose it is. */
export function temporaryName(): string {
  return `${self()}~${randomBytes(4).toString('hex')}`;
}

/** By the descriptor: under Yarn's Plug'n'Play, whose file system stands in for Node's, a handle has no `sync`. */
const sync = ({ fd }: FileHandle) => promisify(fsync)(fd);

async function writeSynced(path: string, content: Content): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for (const chunk of typeof content === 'string' ? [Buffer.from(content)] : content) {
      // FileHandle.write may write less than it was given.
      for (let at = 0; at < chunk.byteLength;) {
        at += (await file.write(chunk, at)).bytesWritten;
      }
    }
    await sync(file);
  } finally {
    await file.close();
  }
}

/** A rename is only safe on disk once its directory is. */
async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, 'r');
    try {
      await sync(directory);
    } finally {
      await directory.close();
    }
  } catch (error) {
    // Windows can't open directories; its file systems journal renames themselves.
    if (process.platform !== 'win32') throw error;
  }
}

/**
 * Write a file so that a reader sees the old one, or the new one, or none, and never a part.
 * `temporary` is a directory on the same file system; without it the file's own directory is used.
 */
export async function writeWhole(path: string, content: Content, temporary = dirname(path)): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await mkdir(temporary, { recursive: true });
  const draft = join(temporary, `.${temporaryName()}`);
  try {
    await writeSynced(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * Write a directory of files as one thing. Answers false, and leaves what is there, if the directory exists already:
 * another writer was first.
 */
export async function writeWholeDirectory(
  path: string,
  files: Readonly<Record<string, Content>>,
  temporary: string,
): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const draft = join(temporary, `.${temporaryName()}`);
  await mkdir(draft, { recursive: true });
  try {
    for (const [name, content] of Object.entries(files)) await writeSynced(join(draft, name), content);
    await syncDirectory(draft);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || (code === 'EPERM' && process.platform === 'win32')) {
      return false;
    }
    throw error;
  }
  await syncDirectory(dirname(path));
  return true;
}
