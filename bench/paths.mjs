/** Paths of the benchmark's files. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError } from './errors.mjs';

/** Path of a file in this folder. */
export const here = (file) => fileURLToPath(new URL(file, import.meta.url));

export const { version: lagraphVersion } = JSON.parse(readFileSync(here('../package.json'), 'utf8'));

/** @throws UsageError if lagraph has not been built: the benchmark times dist/ */
export function needBuild() {
  if (!existsSync(here('../dist/index.js')))
    throw new UsageError('there is no dist/: run `npm run build` first');
}
