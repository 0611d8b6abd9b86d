/** Atomic, durable writes: a file or directory is either complete or absent, also after a power failure. */
import { randomBytes } from 'node:crypto';
import { fsync } from 'node:fs';
import { mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';

import { thisProcessOwner } from './lock-owner.js';
import { withErrorPath } from './store-error.js';

/** Content to write: one text, or byte ranges in order (so that large tensors are not copied into one buffer). */
export type FileContent = string | readonly Uint8Array[];

/** Where temporary files are written, and up to which directory new directory entries are synced. */
export interface AtomicWriteOptions {
  /** A directory on the same file system; by default the file's own. */
  temporaryDirectory?: string;
  /**
   * An ancestor directory: directories between it and the file, which another process may just have created, are
   * synced as well.
   */
  syncUpTo?: string;
  /** Permissions of the file; by default those of a new one. */
  mode?: number;
}

/** A unique temporary name that contains its owner. */
export function temporaryName(): string {
  return `${thisProcessOwner()}~${randomBytes(4).toString('hex')}`;
}

/** By the descriptor: under Yarn's Plug'n'Play, which replaces Node's file system, a handle has no `sync`. */
const syncFile = ({ fd }: FileHandle) => promisify(fsync)(fd);

async function writeSynced(path: string, content: FileContent, mode?: number): Promise<void> {
  const file = await open(path, 'wx');
  try {
    if (mode !== undefined) await file.chmod(mode);
    for (const chunk of typeof content === 'string' ? [Buffer.from(content)] : content) {
      // FileHandle.write may write less than it was given.
      for (let at = 0; at < chunk.byteLength;) {
        at += (await file.write(chunk, at)).bytesWritten;
      }
    }
    await syncFile(file);
  } finally {
    await file.close();
  }
}

/** A new directory entry is durable only after the directory is synced. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, 'r');
    try {
      await syncFile(directory);
    } finally {
      await directory.close();
    }
  } catch (error) {
    // Windows can't open directories; its file systems journal renames themselves.
    if (process.platform !== 'win32') throw error;
  }
}

/** Directories whose entries this process has synced. */
const syncedDirectories = new Set<string>();

/**
 * Make a directory and its ancestors, all of them durable when this returns. An existing one may have been created by
 * another process a moment ago: entries from it up to `syncUpTo` are synced once. Throws the system's error for the
 * first that can't be made (`mkdir` with `recursive` reports ENOENT if the disk is full).
 *
 * @param syncUpTo null for directories that nobody misses after a power cut
 */
export async function makeDirectory(path: string, syncUpTo: string | null = path): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(path);
    if (code === 'ENOENT' && above !== path) {
      await makeDirectory(above, syncUpTo);
      await mkdir(path).catch((again: NodeJS.ErrnoException) => {
        if (again.code !== 'EEXIST') throw again;
      });
    } else {
      const there = await stat(path).catch((unseen: NodeJS.ErrnoException) => {
        if (unseen.code !== 'ENOENT') throw error;
        return null;
      });
      if (there === null) {
        // Another process has removed it meanwhile, as locks are when they are released.
        if (code === 'EEXIST') return makeDirectory(path, syncUpTo);
        throw error;
      }
      if (!there.isDirectory()) throw Object.assign(error as Error, { code: 'ENOTDIR' });
      if (syncUpTo === null || syncedDirectories.has(path) || relative(syncUpTo, path).startsWith('..'))
        return;
      if (path !== syncUpTo) await makeDirectory(above, syncUpTo);
    }
  }
  if (syncUpTo === null) return;
  await syncDirectory(dirname(path));
  syncedDirectories.add(path);
}

/** Write a file atomically: a reader sees the old content, the new content, or no file, and never a part. */
export async function writeFileAtomically(
  path: string,
  content: FileContent,
  options: AtomicWriteOptions = {},
): Promise<void> {
  const { temporaryDirectory: temporary = dirname(path), syncUpTo: within = dirname(path) } = options;
  await makeDirectory(dirname(path), within);
  await makeDirectory(temporary, null);
  const draft = join(temporary, `.${temporaryName()}`);
  try {
    await writeSynced(draft, content, options.mode);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw withErrorPath(error, path);
  }
  await syncDirectory(dirname(path));
}

const ALREADY_EXISTS_CODES: readonly (string | undefined)[] = ['ENOTEMPTY', 'EEXIST'];

/**
 * Write a directory of files atomically. Returns false and changes nothing if the directory exists already: another
 * writer was first.
 */
export async function writeDirectoryAtomically(
  path: string,
  files: Readonly<Record<string, FileContent>>,
  { temporaryDirectory: temporary = dirname(path), syncUpTo: within = dirname(path) }: AtomicWriteOptions,
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
    if (ALREADY_EXISTS_CODES.includes(code) || (code === 'EPERM' && process.platform === 'win32'))
      return false;
    throw withErrorPath(error, path);
  }
  await syncDirectory(dirname(path));
  return true;
}

/** Rename a file or directory durably. Returns false if it does not exist. */
export async function moveAtomically(from: string, to: string): Promise<boolean> {
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
