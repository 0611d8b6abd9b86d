/** Where the benchmark's things are. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from './errors.mjs';

/** The path of a file of this folder. */
export const here = (file) => fileURLToPath(new URL(file, import.meta.url));

export const { version: lagraphVersion } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));

/** @throws UsageError if lagraph has not been built: what is timed is dist/. */
export function needBuild() {
  if (!existsSync(here('../dist/index.js')))
    throw new UsageError('there is no dist/: run `npm run build` first');
}
