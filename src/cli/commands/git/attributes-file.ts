import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '../../../regular-file.js';
import { unreadableFileError } from '../../unreadable-file-error.js';
import { decodeText } from '../../decode-text.js';

const NAME = '.gitattributes';

/** Changes .gitattributes of a working tree, and returns both texts; a file that becomes empty is removed. */
export async function changeAttributes(
  root: string,
  change: (text: string) => string,
): Promise<{ before: string; after: string }> {
  const path = join(root, NAME);
  let before = '';
  try {
    before = decodeText(await readRegularFile(path), NAME);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error instanceof Error && 'code' in error ? unreadableFileError(NAME, error) : error;
    }
  }
  const after = change(before);
  if (after === before) return { before, after };
  if (after === '') await rm(path);
  else {
    const { writeFileAtomically } = await import('../../../runtime/index.js');
    await writeFileAtomically(path, after);
  }
  return { before, after };
}
