/** The corpus: whole graphs that are mutated, and parts of graphs that are inserted. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = [
  'examples',
  'graphs',
  'bench/graphs',
  'test/compiler/graphs',
  'test/diagnostics/graphs',
  'test/dsl/graphs',
];

/** `{file, text}` of each graph in the repository, by file name. */
export const graphs = (folders = FOLDERS) =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => ({ file: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') })),
  );

/** The good and bad examples of `lagraph explain`, without their labels. */
export const pieces = (catalog) =>
  Object.values(catalog).flatMap(({ explanation }) =>
    [...explanation.matchAll(/^(?:bad|good): +(.*(?:\n {7}.*)*)/gm)].map(([, text]) =>
      text.replace(/^ {7}/gm, ''),
    ),
  );
