/** Files of parts: how a path in a graph leads to one, and how its text is had. */

/** The text of a part; or what is wrong with its file, as a sentence. */
export type PartSource =
  | { text: string }
  | {
      problem: string;
      /** Names of the graphs in its folder, for did-you-mean. */
      nearby?: readonly string[];
    };

/**
 * Reads a part.
 *
 * @param file path as messages show it: that of the graph which imports it, and from its folder on
 */
export type ReadPart = (file: string) => PartSource;

/** A revision before a path of a repository, as in `HEAD:graphs/digits.yaml`; a drive has one letter. */
export const REVISION = /^[^:<>]{2,}:/;

/** The path of a part that a graph names, which is relative to the folder of that graph. */
export function partPath(importer: string, written: string): string {
  const [revision = ''] = REVISION.exec(importer) ?? [];
  if (isAbsolutePath(written)) return `${revision}${written}`;
  const folder = /^(?:.*[/\\])?/s.exec(importer.slice(revision.length))![0];
  const [root] = /^(?:[A-Za-z]:)?[/\\]?/.exec(folder)!;
  const parts: string[] = [];
  for (const part of `${folder.slice(root.length)}${written}`.split(/[/\\]/)) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '' && !(part === '..' && root !== '')) parts.push(part);
  }
  return `${revision}${root}${parts.join('/')}`;
}

/** A path without `.` and `..`, as `partPath` writes it. */
export const normalPath = (file: string): string => partPath('', file);

const isAbsolutePath = (path: string): boolean => /^(?:[A-Za-z]:)?[/\\]/.test(path);

/** The folder of a part, from that of the graph on; absolute if the part's path is. Empty for the same folder. */
export function partFolder(graph: string, part: string): string {
  const [from, to] = [graph, part].map((file) => folderNames(normalPath(file.replace(REVISION, ''))));
  if (isAbsolutePath(part) && !isAbsolutePath(graph)) return part.replace(/[/\\][^/\\]*$/, '') || '/';
  let common = 0;
  while (common < from!.length && from![common] === to![common]) common += 1;
  return [...from!.slice(common).map(() => '..'), ...to!.slice(common)].join('/');
}

const folderNames = (file: string): string[] => file.split(/[/\\]/).slice(0, -1);

/** What is wrong with a path as it is written; undefined if nothing is. */
export function partPathProblem(written: string): string | undefined {
  if (written.trim() === '') return 'the file of a part is named here';
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) return 'a part is a file, not an address';
  return written.includes('\\') ? 'folders in the path of a part are separated by /' : undefined;
}
