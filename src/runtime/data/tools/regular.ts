/** Reading files that people name: a pipe, a device or a socket would keep whoever opens it waiting. */
import { constants, type Stats } from 'node:fs';
import { open, readFile, stat, type FileHandle } from 'node:fs/promises';

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
  let file: FileHandle;
  try {
    // Without O_NONBLOCK, opening a pipe waits for somebody to write to it.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO')
      throw new NotRegular(path, 'is a socket, not a file');
    throw error;
  }
  try {
    demandRegular(path, await file.stat());
    return await file.readFile();
  } finally {
    await file.close();
  }
}
