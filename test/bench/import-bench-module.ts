import { join } from 'node:path';
import { root } from '../support/build-dist.js';

/** A module of bench/, which is JavaScript. */
export const load = <Module>(file: string): Promise<Module> =>
  import(join(root, 'bench', file)) as Promise<Module>;
