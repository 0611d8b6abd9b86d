import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Terminal } from './terminal.js';

const DEFAULT_STORE = '.lagraph';

export function storeOption(): Option {
  return new Option('--store <dir>', 'where results are kept').default(DEFAULT_STORE);
}

export function storeDirectory(given: string | undefined, terminal: Terminal): string {
  return resolve(terminal.cwd, given ?? DEFAULT_STORE);
}

export function dataOption(): Option {
  return new Option('--data <dir>', 'where data sets lie').env('LAGRAPH_DATA');
}
