import { dirname, resolve } from 'node:path';
import { Option } from 'commander';
import type { DataOptions } from '../runtime/index.js';
import { requireDirectory } from './option-values.js';
import type { Terminal } from './terminal.js';

export const DEFAULT_STORE_DIRECTORY = '.lagraph';

export function storeOption(): Option {
  return new Option('--store <dir>', 'where results are kept').default(DEFAULT_STORE_DIRECTORY);
}

/** Path of the store; does not look whether it exists. */
export const resolveStorePath = (optionValue: string | undefined, { cwd }: Terminal): string =>
  resolve(cwd, optionValue ?? DEFAULT_STORE_DIRECTORY);

/**
 * The store's directory; it may not exist yet.
 *
 * @throws UserError (wrong usage) if it is not a folder
 */
export async function requireStoreDirectory(
  optionValue: string | undefined,
  terminal: Terminal,
): Promise<string> {
  const path = resolveStorePath(optionValue, terminal);
  await requireDirectory('--store', path, { mustExist: false });
  return path;
}

export function dataOption(): Option {
  return new Option('--data <dir>', 'where data sets lie').env('LAGRAPH_DATA');
}

/**
 * The data directory, if one is optionValue.
 *
 * @throws UserError (wrong usage) if it is not a folder: otherwise data would silently be searched elsewhere
 */
export async function requireDataDirectory(
  optionValue: string | undefined,
  terminal: Terminal,
): Promise<string | undefined> {
  if (optionValue === undefined || optionValue === '') return undefined;
  const path = resolve(terminal.cwd, optionValue);
  await requireDirectory(optionValue === terminal.env['LAGRAPH_DATA'] ? 'LAGRAPH_DATA' : '--data', path, {
    mustExist: true,
  });
  return path;
}

/** The folder that the paths in a graph file start in; for standard input, the one that lagraph was called in. */
export const graphFolder = (file: string, { cwd }: Terminal): string =>
  file === '-' ? cwd : dirname(resolve(cwd, file));

export function offlineOption(): Option {
  return new Option('--offline', 'fetch nothing: data are those that are on this machine');
}

/** Where the data of a graph file are searched. */
export const dataOptions = (
  file: string,
  directory: string | undefined,
  options: { offline?: boolean },
  terminal: Terminal,
): DataOptions & { base: string } => dataOptionsFrom(graphFolder(file, terminal), directory, options);

/** The same, given the folder that the paths in the graph start in. */
export const dataOptionsFrom = (
  base: string,
  directory: string | undefined,
  { offline = false }: { offline?: boolean },
): DataOptions & { base: string } => ({
  base,
  ...(directory === undefined ? {} : { directory }),
  ...(offline ? { offline } : {}),
});
