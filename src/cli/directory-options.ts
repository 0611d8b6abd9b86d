import { resolve } from 'node:path';
import { Option } from 'commander';
import { requireDirectory } from './option-values.js';
import type { Terminal } from './terminal.js';

export const DEFAULT_STORE_DIRECTORY = '.lagraph';

export function storeOption(): Option {
  return new Option('--store <dir>', 'where results are kept').default(DEFAULT_STORE_DIRECTORY);
}

/** Where the store lies, whatever is there. */
export const resolveStorePath = (given: string | undefined, { cwd }: Terminal): string =>
  resolve(cwd, given ?? DEFAULT_STORE_DIRECTORY);

/**
 * The store's folder, which need not be there yet.
 *
 * @throws Problem (wrong usage) if it is something else than a folder
 */
export async function requireStoreDirectory(given: string | undefined, terminal: Terminal): Promise<string> {
  const path = resolveStorePath(given, terminal);
  await requireDirectory('--store', path, { must: false });
  return path;
}

export function dataOption(): Option {
  return new Option('--data <dir>', 'where data sets lie').env('LAGRAPH_DATA');
}

/**
 * Where data sets lie, if it was said.
 *
 * @throws Problem (wrong usage) if that is no folder: its data would be looked for elsewhere in silence
 */
export async function requireDataDirectory(
  given: string | undefined,
  terminal: Terminal,
): Promise<string | undefined> {
  if (given === undefined || given === '') return undefined;
  const path = resolve(terminal.cwd, given);
  await requireDirectory(given === terminal.env['LAGRAPH_DATA'] ? 'LAGRAPH_DATA' : '--data', path, {
    must: true,
  });
  return path;
}
