/** Reading files that people name: a pipe, a device or a socket would keep whoever opens it waiting. */
import { constants, openSync, type Stats } from 'node:fs';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { Socket } from 'node:net';

/** What is there is no file that can be read from its beginning to its end. `code` as those of Node's own errors. */
export class NotRegularFileError extends Error {
  readonly code = 'ENOTREG';
  constructor(
    path: string,
    /** What goes on from the path: `is a pipe, not a file`. */
    readonly what: string,
  ) {
    super(`${path} ${what}`);
  }
}

/** Throws NotRegularFileError for a folder, a pipe, a device. */
export function requireRegularFile(path: string, found: Stats): void {
  if (found.isDirectory()) throw new NotRegularFileError(path, 'is a folder, not a file');
  if (found.isFIFO()) throw new NotRegularFileError(path, 'is a pipe, not a file');
  if (!found.isFile()) throw new NotRegularFileError(path, 'is a device, not a file');
}

/** The bytes of a regular file, or of one that a link leads to. Throws NotRegularFileError, or what Node throws. */
export async function readRegularFile(path: string): Promise<Buffer> {
  if (process.versions.pnp !== undefined) {
    // Yarn's Plug'n'Play keeps packages in archives, which its file system opens by no flags but Node's words for them.
    requireRegularFile(path, await stat(path));
    return readFile(path);
  }
  const file = await openNonBlocking(path);
  try {
    requireRegularFile(path, await file.stat());
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** As `readRegularFile`; a pipe is read to its end. Throws NotRegularFileError also where more than `most` bytes come through it. */
export async function readRegularFileOrPipe(path: string, maxBytes: number): Promise<Buffer> {
  if (!(await stat(path)).isFIFO()) return readRegularFile(path);
  // A socket of Node's waits for what comes without keeping a thread: the process can end at any time.
  const pipe = new Socket({ fd: openSync(path, NON_BLOCKING_READ), readable: true, writable: false });
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of pipe as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.byteLength;
    if (size > maxBytes)
      throw new NotRegularFileError(path, `is a pipe that more than ${maxBytes} bytes come through`);
  }
  return Buffer.concat(parts);
}

/** Without O_NONBLOCK, opening a pipe waits for somebody to write to it. */
const NON_BLOCKING_READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function openNonBlocking(path: string): Promise<FileHandle> {
  try {
    return await open(path, NON_BLOCKING_READ);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO')
      throw new NotRegularFileError(path, 'is a socket, not a file');
    throw error;
  }
}
