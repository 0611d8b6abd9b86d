/** Parts of graphs at the revisions of a repository. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { PartSource, ReadPart } from '../../dsl/index.js';
import { decodeText } from '../decode-text.js';
import { UserError } from '../user-error.js';
import { gitOutputNow } from './run-git.js';

/**
 * Reads files as they were at a revision.
 *
 * @param pathOf the path in the repository of a file that a message names
 */
export function revisionParts(
  root: string,
  revision: string,
  pathOf: (file: string) => string | null,
): ReadPart {
  return (file): PartSource => {
    const path = pathOf(file);
    if (path === null) return { problem: 'it lies outside of the repository' };
    const blob = `${revision}^{commit}:${path}`;
    const bytes = gitOutputNow(root, ['cat-file', 'blob', '--end-of-options', blob]);
    if (bytes === null) return { problem: `${revision} has no such file` };
    try {
      return { text: decodeText(bytes, file) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { problem: error.message };
    }
  };
}

/** The path in a repository of a file whose path is relative to a folder; null if it lies elsewhere. */
export const pathInRepository =
  (root: string, folder: string) =>
  (file: string): string | null => {
    const path = relative(root, resolve(folder, file));
    return path === '' || isAbsolute(path) || path.split(sep)[0] === '..' ? null : path.split(sep).join('/');
  };
