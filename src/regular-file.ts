/** Reading files that people name: a pipe, a device or a socket would keep whoever opens it waiting. */
import { constants, openSync, type Stats } from 'node:fs';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';
import { Socket } from 'node:net';

/** What is there is no file that can be read from its beginning to its end. `code` as those of Node's own errors. */
export class NotRegular extends Error {
  readonly code = 'ENOTREG';
  constructor(
    path: string,
    /** What goes on from the path: `is a pipe, not a file`. */
    readonly what: string,
  ) {
    super(`${path} ${what}`);
  }
}

function demandRegular(path: string, found: Stats): void {
  if (found.isDirectory()) throw new NotRegular(path, 'is a folder, not a file');
  if (found.isFIFO()) throw new NotRegular(path, 'is a pipe, not a file');
  if (!found.isFile()) throw new NotRegular(path, 'is a device, not a file');
}

/** The bytes of a regular file, or of one that a link leads to. Throws NotRegular, or what Node throws. */
export async function readRegular(path: string): Promise<Buffer> {
  if (process.versions.pnp !== undefined) {
    // Yarn's Plug'n'Play keeps packages in archives, which its file system opens by no flags but Node's words for them.
    demandRegular(path, await stat(path));
    return readFile(path);
  }
  const file = await openAtOnce(path);
  try {
    demandRegular(path, await file.stat());
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** As `readRegular`; a pipe is read to its end. Throws NotRegular also where more than `most` bytes come through it. */
export async function readRegularOrPipe(path: string, most: number): Promise<Buffer> {
  if (!(await stat(path)).isFIFO()) return readRegular(path);
  // A socket of Node's waits for what comes without keeping a thread: the process can end at any time.
  const pipe = new Socket({ fd: openSync(path, AT_ONCE), readable: true, writable: false });
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of pipe as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.byteLength;
    if (size > most) throw new NotRegular(path, `is a pipe that more than ${most} bytes come through`);
  }
  return Buffer.concat(parts);
}

/** Without O_NONBLOCK, opening a pipe waits for somebody to write to it. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function openAtOnce(path: string): Promise<FileHandle> {
  try {
    return await open(path, AT_ONCE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO')
      throw new NotRegular(path, 'is a socket, not a file');
    throw error;
  }
}
