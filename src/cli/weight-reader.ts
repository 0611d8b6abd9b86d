/** Reads the files with weights that graphs name. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { ReadWeights, WeightSource } from '../compiler/index.js';
import { FileContentError } from '../file-formats/index.js';
import { NotRegularFileError } from '../regular-file.js';
import { openWeightFile, WEIGHT_FILE_ENDINGS } from '../weight-files/index.js';
import { systemReason } from './user-error.js';

/**
 * Compiles with the files that are named read. Compiling does not wait for files: where it asks for some that are not
 * known yet, they are read, and it is compiled again.
 *
 * @param pathOf where a file is, by its path in messages; null for what can't be read
 */
export async function withWeights<T>(
  compile: (readWeights: ReadWeights) => T,
  pathOf: (file: string) => string | null,
): Promise<T> {
  const known = new Map<string, WeightSource | null>();
  for (;;) {
    const wanted = new Set<string>();
    const result = compile((file) => {
      const source = known.get(file);
      if (source === undefined) wanted.add(file);
      return source ?? null;
    });
    if (wanted.size === 0) return result;
    for (const file of wanted) {
      const path = pathOf(file);
      known.set(file, path === null ? null : await readWeightSource(path, file));
    }
  }
}

/** Paths relative to a folder. */
export const pathsFrom =
  (cwd: string) =>
  (file: string): string =>
    resolve(cwd, file);

/** @param named the file's name in messages */
async function readWeightSource(path: string, named: string): Promise<WeightSource> {
  try {
    const { sha256, tensors } = await openWeightFile(path, named);
    return { sha256, tensors };
  } catch (error) {
    if (error instanceof FileContentError) {
      const { problem, remedy } = error;
      return { problem, ...(remedy === null ? {} : { remedy: asHelp(remedy) }) };
    }
    if (error instanceof NotRegularFileError) return { problem: `${named} ${error.what}` };
    if ((error as NodeJS.ErrnoException).code) {
      const problem = `${named} can't be read: ${systemReason(error)}`;
      return { problem, isMissing: true, nearby: await weightFilesBeside(path) };
    }
    throw error;
  }
}

/** A sentence as the help of a diagnostic has it: without its first capital and its full stop. */
export const asHelp = (sentence: string): string =>
  `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;

async function weightFilesBeside(path: string): Promise<string[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  // Most files that end in .json are no models.
  const endings = WEIGHT_FILE_ENDINGS.map((ending) => (ending === '.json' ? 'model.json' : ending));
  return names.filter(
    (name) => name !== basename(path) && endings.some((ending) => name.toLowerCase().endsWith(ending)),
  );
}
