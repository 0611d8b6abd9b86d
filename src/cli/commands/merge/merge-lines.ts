import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGit } from '../../git/index.js';
import { EXIT_CODES, UserError } from '../../user-error.js';

export interface LineMerge {
  content: Buffer;
  clean: boolean;
  /** Why it was not merged by structure. */
  problem: string;
}

/** git's exit code of a merge is the number of conflicts, up to this; above it something has failed. */
const MAX_CONFLICTS = 127;

/**
 * Merges three texts line by line, as git does.
 *
 * @throws UserError if git is not installed, or can't merge them
 */
export async function mergeLines(
  versions: { base: Buffer; ours: Buffer; theirs: Buffer },
  markerSize: number,
  problem: string,
  cwd: string,
): Promise<LineMerge> {
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-merge-'));
  try {
    const paths = Object.fromEntries(
      Object.keys(versions).map((side) => [side, join(folder, side)]),
    ) as Record<keyof typeof versions, string>;
    for (const side of ['base', 'ours', 'theirs'] as const) await writeFile(paths[side], versions[side]);
    const labels = ['-L', 'ours', '-L', 'base', '-L', 'theirs'];
    const { exitCode, stdout, stderr } = await runGit(cwd, [
      'merge-file',
      '--stdout',
      '--diff3',
      `--marker-size=${markerSize}`,
      ...labels,
      paths.ours,
      paths.base,
      paths.theirs,
    ]);
    if (exitCode > MAX_CONFLICTS) {
      throw new UserError(`${problem}, and git can't merge it line by line: ${stderr}`, {
        exit: EXIT_CODES.failed,
      });
    }
    return { content: stdout, clean: exitCode === 0, problem };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
