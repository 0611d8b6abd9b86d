import type { Program } from '../../compiler/index.js';
import type { DataOptions } from '../options.js';
import type { OpenedDataset } from './types.js';

export type * from './types.js';

/** Read a data set of a program. */
export async function openDataset(
  _program: Program,
  _name: string,
  _options: DataOptions,
  _notice: (message: string) => void,
): Promise<OpenedDataset> {
  throw new Error('not there yet');
}
