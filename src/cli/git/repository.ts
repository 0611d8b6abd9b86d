/** Files of a git repository at its revisions. */
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { EXIT_CODES, UserError } from '../user-error.js';
import { decodeText } from '../decode-text.js';
import { gitOutput, runGit } from './run-git.js';

/** The root of the working tree that a folder is in; null if it is in none. */
export async function findRepositoryRoot(directory: string): Promise<string | null> {
  const { exitCode, stdout } = await runGit(directory, ['rev-parse', '--show-toplevel']);
  const root = stdout.toString('utf8').replace(/\r?\n$/, '');
  return exitCode === 0 && root !== '' ? root : null;
}

/** The root of the working tree that a folder is in. Throws a UserError if it is in none. */
export async function repositoryRoot(directory: string): Promise<string> {
  const root = await findRepositoryRoot(directory);
  if (root !== null) return root;
  throw new UserError(`${directory} is in no git repository`, {
    exit: EXIT_CODES.wrongUsage,
    hint: 'git init makes one; without git, compare two files or runs',
  });
}

export interface TrackedFile {
  root: string;
  /** From the root, with `/`, as git writes it. */
  path: string;
}

/**
 * A file as git names it. The file itself need not exist any more; its folder must.
 *
 * @param path from `cwd`
 */
export async function locateInRepository(cwd: string, path: string): Promise<TrackedFile> {
  const full = resolve(cwd, path);
  let directory: string;
  try {
    directory = await realpath(dirname(full));
  } catch {
    throw new UserError(`${dirname(path)} does not exist`, { exit: EXIT_CODES.wrongInput });
  }
  const root = await realpath(await repositoryRoot(directory));
  return {
    root,
    path: relative(root, join(directory, basename(full)))
      .split(sep)
      .join('/'),
  };
}

/**
 * The text of a file at a revision; null if the revision has no such file.
 *
 * @throws UserError if there is no such revision
 */
export async function readAtRevision({ root, path }: TrackedFile, revision: string): Promise<string | null> {
  const args = ['cat-file', 'blob', '--end-of-options', `${revision}^{commit}:${path}`];
  const { exitCode, stdout } = await runGit(root, args);
  if (exitCode === 0) return decodeText(stdout, `${revision}:${path}`);
  await resolveRevision(root, revision);
  return null;
}

/** The full hash of a commit; null if the name means none. */
export async function findRevision(root: string, revision: string): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { exitCode, stdout } = await runGit(root, args);
  return exitCode === 0 ? stdout.toString('utf8').trim() : null;
}

/** The full hash of a commit. Throws a UserError if the name means none. */
export async function resolveRevision(root: string, revision: string): Promise<string> {
  const commit = await findRevision(root, revision);
  if (commit !== null) return commit;
  throw new UserError(`there is no revision ${revision}`, { exit: EXIT_CODES.wrongUsage });
}

export interface FileVersion {
  commit: string;
  /** As git abbreviates it. */
  short: string;
  /** ISO 8601, of the author. */
  date: string;
  author: string;
  subject: string;
  /** The path at that commit, which changes where the file was renamed. */
  path: string;
}

/**
 * The commits that changed a file, the newest first; renames are followed.
 *
 * @param revision where to begin: `HEAD`, `main`, or a range `v1..HEAD`
 */
export async function fileHistory({ root, path }: TrackedFile, revision = 'HEAD'): Promise<FileVersion[]> {
  const versions: FileVersion[] = [];
  for (const { files, ...commit } of await loggedCommits(root, ['--follow'], revision, [path])) {
    // A merge lists no file: the path is that of the commit after it.
    const at = files.at(-1) ?? versions.at(-1)?.path ?? path;
    versions.push({ ...commit, path: at });
  }
  return versions;
}

export interface LoggedCommit extends Omit<FileVersion, 'path'> {
  /** Those of the paths that it changed. */
  files: string[];
}

/** The commits that changed some files, the newest first. */
export async function loggedCommits(
  root: string,
  options: readonly string[],
  revision: string,
  paths: readonly string[],
): Promise<LoggedCommit[]> {
  const text = await gitOutput(
    root,
    [
      'log',
      ...options,
      '--name-only',
      '-z',
      // A record begins with a byte that neither names nor subjects contain.
      '--format=%x01%H%x02%h%x02%aI%x02%an%x02%s%x02',
      '--end-of-options',
      revision,
      '--',
      ...paths,
    ],
    `the history of ${paths[0]} can't be read`,
  );
  return text
    .split('\u0001')
    .slice(1)
    .map((record) => {
      const [commit, short, date, author, subject, rest = ''] = record.split('\u0002');
      const files = rest
        .split('\0')
        .map((name) => name.replace(/^\n/, ''))
        .filter((name) => name !== '');
      return {
        commit: commit!,
        short: short!,
        date: date!,
        author: author!,
        subject: subject!,
        files,
      };
    });
}
