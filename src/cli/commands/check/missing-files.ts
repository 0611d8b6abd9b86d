/** Checks that the files a graph names exist, without reading them. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Program } from '../../../compiler/index.js';
import type { Diagnostic } from '../../../diagnostics/index.js';
import { sources, type UserFile } from '../../../vocabulary/index.js';
import { systemReason } from '../../user-error.js';

/**
 * @param base the folder of the graph: paths in it are relative to it, those in a part to the folder of that
 * @param data the data directory, which a run searches first
 */
export async function findMissingFiles(
  program: Program,
  { base, data }: { base: string; data?: string },
): Promise<Diagnostic[]> {
  const found = await Promise.all(
    program.datasets.map(async ({ name, range, steps }): Promise<Diagnostic[]> => {
      const source = steps.find((step) => step.step === 'source');
      if (!source || source.otherwise) return [];
      const files = sources.get(source.source)?.files?.(source.args) ?? [];
      const folder = resolve(base, source.folder ?? '');
      const searchFolders = data === undefined ? [folder] : [data, folder];
      const problems = await Promise.all(
        files.map(async (file) => ({ ...file, problem: await missingReason(file, searchFolders) })),
      );
      const missing = problems.filter(({ problem }) => problem !== null);
      if (missing.length === 0) return [];
      const what = missing.map(({ kind, path, problem }) => `the ${kind} ${path}: ${problem}`);
      return [
        {
          code: 'missing-data',
          severity: 'error',
          message: `\`${name}\` reads ${what.join(', and ')}`,
          ...(range ? { range } : {}),
          notes: [{ message: `it is looked for in ${searchFolders.join(', then in ')}` }],
          suggestion: {
            message:
              'correct the path, say --data DIR where it starts in another folder, or leave files out by --no-files',
          },
        },
      ];
    }),
  );
  return found.flat();
}

/** Null if the file exists. As in a run, the first base folder that has an entry of that name decides. */
async function missingReason(
  { path, kind }: UserFile,
  searchFolders: readonly string[],
): Promise<string | null> {
  for (const folder of searchFolders) {
    try {
      const there = await stat(resolve(folder, path));
      if (kind === 'folder') {
        // A run goes on to the next base folder if this one has no such folder.
        if (there.isDirectory()) return null;
        continue;
      }
      return there.isFile() ? null : 'it is no file';
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') return systemReason(error);
    }
  }
  return kind === 'folder' ? 'there is no such folder' : 'there is no such file';
}
