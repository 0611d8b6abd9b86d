import { resolve } from 'node:path';
import { readRegularFile } from '../regular-file.js';
import { unreadableFileError } from './unreadable-file-error.js';

/** The bytes of a file that the user named. Throws a UserError if it can't be read, or is no regular file. */
export const readUserFile = (file: string, cwd: string): Promise<Buffer> =>
  readRegularFile(resolve(cwd, file)).catch((error: unknown) => {
    throw unreadableFileError(file, error);
  });
