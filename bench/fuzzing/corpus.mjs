/** Whole graphs that mutants are made of, and pieces of graphs that are put into them. */
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

/** `{file, text}` of each graph of the repository, by file name. */
export const graphs = () =>
  FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.yaml'))
      .sort()
      .map((name) => ({ file: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8') })),
  );

/** The examples of `lagraph explain`, the bad ones and the good ones, each without what stands before it. */
export const pieces = (catalog) =>
  Object.values(catalog).flatMap(({ explanation }) =>
    [...explanation.matchAll(/^(?:bad|good): +(.*(?:\n {7}.*)*)/gm)].map(([, text]) =>
      text.replace(/^ {7}/gm, ''),
    ),
  );
