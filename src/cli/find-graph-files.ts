import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRegularFile } from '../regular-file.js';
import { runGit } from './git/index.js';
import { EXIT_CODES, systemReason, UserError } from './user-error.js';

/** Whether a text is a graph: it has a top-level key `lagraph`. */
export const isGraphText = (text: string): boolean =>
  /^\ufeff?["']?lagraph["']?\s*:/m.test(text) || /^\s*\{[^]*?["']?lagraph["']?\s*:/.test(text);

const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

/**
 * Graphs in a folder and in the folders below it: YAML files with a key `lagraph`. In a git repository without those
 * that git ignores; elsewhere without hidden folders and `node_modules`.
 *
 * @returns their paths from the folder, in the order of their names
 * @throws UserError if there is none
 */
export async function findGraphFilesBelow(folder: string, command: string): Promise<string[]> {
  const names = (await filesOfRepository(folder)) ?? (await filesBelow(folder, ''));
  const found: string[] = [];
  for (const name of names.filter(isYaml).sort()) {
    const text = (await readRegularFile(join(folder, name)).catch(() => '')).toString();
    if (isGraphText(text)) found.push(name);
  }
  if (found.length === 0) {
    throw new UserError('no graph was named, and there is none in this folder or below it', {
      exit: EXIT_CODES.wrongUsage,
      hint: `lagraph ${command} my-graph.yaml`,
    });
  }
  return found;
}

/** Files that git tracks or would add; undefined outside of a repository, and without git. */
async function filesOfRepository(folder: string): Promise<string[] | undefined> {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = await runGit(folder, args).catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  if (listed?.exitCode !== 0) return undefined;
  return [...new Set(listed.stdout.toString('utf8').split('\0'))].filter((name) => name !== '');
}

async function filesBelow(folder: string, inner: string): Promise<string[]> {
  const entries = await readdir(join(folder, inner), { withFileTypes: true }).catch((error: unknown) => {
    if (inner !== '') return [];
    throw new UserError(`${folder}: ${systemReason(error)}`);
  });
  const found = await Promise.all(
    entries.map((entry) => {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
      if (!entry.isDirectory()) return Promise.resolve([path]);
      const skipped = entry.name.startsWith('.') || entry.name === 'node_modules';
      return skipped ? Promise.resolve([]) : filesBelow(folder, path);
    }),
  );
  return found.flat();
}
