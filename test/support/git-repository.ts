/** A git repository in a folder of its own, for tests. The user's configuration of git plays no part. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** For processes that call git in such a repository. */
export const GIT_TEST_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};

export interface GitRepository {
  root: string;
  /** Runs git; throws if it fails. */
  git(...args: string[]): string;
  write(path: string, text: string): Promise<void>;
  /** Writes a file and commits everything. Returns the commit. */
  commit(path: string, text: string, subject: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createGitRepository(): Promise<GitRepository> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'lagraph-git-')));
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...GIT_TEST_ENVIRONMENT },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  git('init', '--quiet', '--initial-branch=main');
  return {
    root,
    git,
    write,
    async commit(path, text, subject) {
      await write(path, text);
      git('add', '--all');
      git('commit', '--quiet', '--message', subject);
      return git('rev-parse', 'HEAD').trim();
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
