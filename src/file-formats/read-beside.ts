import { systemReason } from '../system-errors.js';
import { FileContentError } from './file-content-error.js';

/** Reads a file in the folder of another, by its name there. Throws what Node throws. */
export type ReadFileBeside = (name: string) => Promise<Uint8Array>;

/**
 * A file that a file names, which lies beside it or below. Others are not read: a file from elsewhere must not reach into
 * the machine.
 *
 * @throws FileContentError
 */
export async function readBeside(path: string, name: string, read: ReadFileBeside): Promise<Uint8Array> {
  if (name === '' || /(^|[/\\])\.\.([/\\]|$)|^[/\\]|:/.test(name))
    throw new FileContentError(
      `${path} keeps numbers in ${name === '' ? 'another file, which it does not name' : `${name}, which is not beside it`}.`,
    );
  try {
    return await read(name);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error;
    throw new FileContentError(
      `${path} keeps numbers in ${name}, which can't be read: ${systemReason(error)}.`,
      `Put ${name} beside it.`,
    );
  }
}
