/**
 * Generates files from the language's definitions: the published JSON schema, and the validator of a graph's
 * structure (compiled ahead of time, so that `check` need not load a schema compiler). Run it with `npm run
 * generate`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { generatedFiles } from '../dist/dsl/generate/index.js';

for (const [path, text] of Object.entries(generatedFiles())) {
  const file = new URL(`../${path}`, import.meta.url);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, text);
}
