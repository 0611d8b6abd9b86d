import { basename, dirname, extname, resolve, sep } from 'node:path';
import type { Example, FoundFile } from '../inputs/index.js';

/**
 * Paths of the outputs of files, without endings. What was found in a folder keeps its place below it; what was named
 * itself has the name of the file, and with namesakes as many of its folders as tell them apart: `left/cat.png` and
 * `right/cat.png` become `left-cat` and `right-cat`.
 */
export function fileStems(files: readonly FoundFile[], cwd: string): string[] {
  const paths = files.map(({ path }) => {
    const whole = resolve(cwd, path);
    return [...dirname(whole).split(sep), basename(whole, extname(whole))];
  });
  const byName = new Map<string, Set<string>>();
  files.forEach(({ below }, at) => {
    const path = paths[at]!;
    if (below === null) byName.set(path.at(-1)!, (byName.get(path.at(-1)!) ?? new Set()).add(path.join(sep)));
  });
  const taken = new Set<string>();
  return files.map(({ below }, at) => {
    const stem =
      below === null
        ? shortestPath(paths[at]!, byName)
        : below.slice(0, below.length - extname(below).length);
    let unique = stem;
    for (let again = 2; taken.has(unique.toLowerCase()); again += 1) unique = `${stem}-${again}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

function shortestPath(path: readonly string[], byName: ReadonlyMap<string, ReadonlySet<string>>): string {
  const namesakes = [...byName.get(path.at(-1)!)!].filter((other) => other !== path.join(sep));
  // As few folders as make it unique.
  let count = 1;
  while (namesakes.some((other) => `${sep}${other}`.endsWith(sep + path.slice(-count).join(sep)))) count += 1;
  return path.slice(-count).filter(Boolean).join('-');
}

/** The stem of one example of a file. */
export const exampleStem = (stem: string, { row }: Example): string =>
  row === null ? stem : `${stem}-${row}`;
