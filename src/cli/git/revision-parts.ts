/** Parts of graphs at the revisions of a repository. */
import { execFileSync } from 'node:child_process';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { PartSource, ReadPart } from '../../dsl/index.js';
import { decodeText } from '../decode-text.js';
import { UserError } from '../user-error.js';

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
    let bytes: Buffer;
    try {
      bytes = execFileSync('git', ['cat-file', 'blob', '--end-of-options', `${revision}^{commit}:${path}`], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 256 * 2 ** 20,
        env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
      });
    } catch {
      return { problem: `${revision} has no such file` };
    }
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
