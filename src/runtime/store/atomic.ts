/** Files and directories that are there whole or not at all, also after a power cut. */
import { randomBytes } from 'node:crypto';
import { fsync } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

import { self } from './owner.js';
import { withPath } from './problem.js';

/** What is written: one text, or byte ranges in order (so that large tensors need no copy in one piece). */
export type Content = string | readonly Uint8Array[];

/** Where drafts lie, and how far up a write must see to it that directories are on disk. */
export interface Around {
  /** A directory on the same file system; the file's own without it. */
  temporary?: string;
  /** A directory above: what another process has just made between it and the file is brought to disk as well. */
  within?: string;
}

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

/** A new name in a directory is only safe on disk once the directory is. */
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

/** Directories whose own names this process has seen to disk. */
const onDisk = new Set<string>();

/**
 * Make a directory and those above it, each of them on disk when this returns. One that is there may have been made by
 * another process a moment ago: from it up to `within`, names are brought to disk once. Throws what the system says of
 * the first that can't be made (`mkdir` with `recursive` says ENOENT where the disk is full).
 *
 * @param within null for directories that nobody misses after a power cut
 */
export async function makeDirectory(path: string, within: string | null = path): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(path);
    if (code === 'ENOENT' && above !== path) {
      await makeDirectory(above, within);
      await mkdir(path).catch((again: NodeJS.ErrnoException) => {
        if (again.code !== 'EEXIST') throw again;
      });
    } else {
      const there = await stat(path).catch((unseen: NodeJS.ErrnoException) => {
        if (unseen.code !== 'ENOENT') throw error;
        return null;
      });
      if (there === null) {
        // Another process has taken it away meanwhile, as locks are when they are released.
        if (code === 'EEXIST') return makeDirectory(path, within);
        throw error;
      }
      if (!there.isDirectory()) throw Object.assign(error as Error, { code: 'ENOTDIR' });
      if (within === null || onDisk.has(path) || relative(within, path).startsWith('..')) return;
      if (path !== within) await makeDirectory(above, within);
    }
  }
  if (within === null) return;
  await syncDirectory(dirname(path));
  onDisk.add(path);
}

/** Write a file so that a reader sees the old one, or the new one, or none, and never a part. */
export async function writeWhole(path: string, content: Content, around: Around = {}): Promise<void> {
  const { temporary = dirname(path), within = dirname(path) } = around;
  await makeDirectory(dirname(path), within);
  await makeDirectory(temporary, null);
  const draft = join(temporary, `.${temporaryName()}`);
  try {
    await writeSynced(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw withPath(error, path);
  }
  await syncDirectory(dirname(path));
}

const TAKEN: readonly (string | undefined)[] = ['ENOTEMPTY', 'EEXIST'];

/**
 * Write a directory of files as one thing. Answers false, and leaves what is there, if the directory exists already:
 * another writer was first.
 */
export async function writeWholeDirectory(
  path: string,
  files: Readonly<Record<string, Content>>,
  { temporary = dirname(path), within = dirname(path) }: Around,
): Promise<boolean> {
  await makeDirectory(dirname(path), within);
  await makeDirectory(temporary, null);
  const draft = join(temporary, `.${temporaryName()}`);
  try {
    await mkdir(draft);
    for (const [name, content] of Object.entries(files)) await writeSynced(join(draft, name), content);
    await syncDirectory(draft);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    const { code } = error as NodeJS.ErrnoException;
    if (TAKEN.includes(code) || (code === 'EPERM' && process.platform === 'win32')) return false;
    throw withPath(error, path);
  }
  await syncDirectory(dirname(path));
  return true;
}

/** Give a file or a directory another name, on disk when this returns. Answers false if it isn't there. */
export async function moveWhole(from: string, to: string): Promise<boolean> {
  await makeDirectory(dirname(to));
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  await syncDirectory(dirname(to));
  await syncDirectory(dirname(from));
  return true;
}
