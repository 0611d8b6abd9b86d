import { gitOutput } from './run-git.js';
import { resolveRevision } from './repository.js';

/**
 * Paths, from the root, of the files that differ between a revision and another one, or the working tree (with files
 * that git does not know yet, unless it ignores them).
 */
export async function changedFiles(root: string, from: string, to: string | null): Promise<string[]> {
  const [before, after] = [
    await resolveRevision(root, from),
    to === null ? null : await resolveRevision(root, to),
  ];
  const names = (text: string): string[] => text.split('\0').filter((name) => name !== '');
  const what = 'what has changed is not known';
  const diff = ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--end-of-options', before];
  const tracked = await gitOutput(root, after === null ? [...diff, '--'] : [...diff, after, '--'], what);
  const others =
    after === null ? await gitOutput(root, ['ls-files', '--others', '--exclude-standard', '-z'], what) : '';
  return [...new Set([...names(tracked), ...names(others)])].sort();
}
