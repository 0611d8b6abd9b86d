/** git, called as a program: the commands that read history use its plumbing, never the files of `.git`. */
import { execFile, spawnSync } from 'node:child_process';
import { EXIT_CODES, UserError } from '../user-error.js';

/** More than any text file of a repository that is read here. */
const MAX_OUTPUT_BYTES = 256 * 2 ** 20;

export interface GitResult {
  exitCode: number;
  stdout: Buffer;
  stderr: string;
}

/**
 * Runs git and returns its output, whatever its exit code. Messages are in English and nothing asks for a password.
 *
 * @throws UserError if git is not installed
 */
export function runGit(cwd: string, args: readonly string[]): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    execFile('git', [...args], optionsIn(cwd), (error, stdout, stderr) => {
      const { code } = (error ?? { code: 0 }) as { code?: number | string | null };
      if (code === 'ENOENT') {
        reject(new UserError('git is not installed, or not on the PATH', { exit: EXIT_CODES.failed }));
      } else if (typeof code === 'number') {
        resolve({ exitCode: code, stdout, stderr: stderr.toString('utf8').trim() });
      } else reject(error ?? new Error('git ended without an exit code'));
    });
  });
}

const optionsIn = (cwd: string) => ({
  cwd,
  encoding: 'buffer' as const,
  maxBuffer: MAX_OUTPUT_BYTES,
  // Optional locks are for refreshing the index: reading must not disturb a git that works at the same time.
  env: { ...process.env, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
});

/** The output of a git command that has been seen to work, at once; null if it fails. */
export function gitOutputNow(cwd: string, args: readonly string[]): Buffer | null {
  const { status, stdout } = spawnSync('git', [...args], optionsIn(cwd));
  return status === 0 ? stdout : null;
}

/** The first line of git's message, without its `fatal: `. */
const firstLine = (message: string): string =>
  message.split('\n', 1)[0]!.replace(/^(fatal|error): /, '') || 'git failed';

/**
 * Output of a git command that must succeed, as text.
 *
 * @throws UserError with git's own message, after `what`
 */
export async function gitOutput(cwd: string, args: readonly string[], what: string): Promise<string> {
  const { exitCode, stdout, stderr } = await runGit(cwd, args);
  if (exitCode !== 0) {
    throw new UserError(`${what}: ${firstLine(stderr)}`, { exit: EXIT_CODES.wrongUsage });
  }
  return stdout.toString('utf8');
}
