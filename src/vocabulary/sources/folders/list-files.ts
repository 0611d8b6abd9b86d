/** Which files of a folder are read, and of which class. */

/** How the class of a file is determined. */
export type LabelOrigin = 'none' | 'folder' | 'prefix';

export interface FileListing {
  /** Files with the names of their classes, in an order that does not depend on the file system. */
  files: { file: string; label: string }[];
  /** Numbers of ignored files, by reason. */
  ignored: Map<string, number>;
}

/**
 * Lists a folder recursively. Names that begin with a dot belong to a system, not to the user. A link counts as its
 * target, unless that is a folder that contains it.
 *
 * @param skipReason why a file is ignored, by its name; undefined if it is read
 * @param excluded folders to skip, as real paths
 */
async function walkFolder(
  folder: string,
  skipReason: (name: string) => string | undefined,
  excluded: ReadonlySet<string>,
): Promise<FileListing> {
  const { readdir, realpath, stat } = await import('node:fs/promises');
  const found: FileListing = { files: [], ignored: new Map() };
  const ignore = (why: string) => found.ignored.set(why, (found.ignored.get(why) ?? 0) + 1);
  const enter = async (inside: string, around: readonly string[]): Promise<void> => {
    const real = await realpath(`${folder}/${inside}`);
    if (excluded.has(real) || around.includes(real)) return;
    for (const { name } of await readdir(`${folder}/${inside}`, { withFileTypes: true })) {
      if (name.startsWith('.')) continue;
      const file = inside === '' ? name : `${inside}/${name}`;
      const what = await stat(`${folder}/${file}`).catch(() => null);
      if (!what) ignore('links that lead nowhere');
      else if (what.isDirectory()) await enter(file, [...around, real]);
      else if (!what.isFile()) ignore('pipes, sockets and devices');
      else {
        const reason = skipReason(name);
        if (reason === undefined) found.files.push({ file, label: '' });
        else ignore(reason);
      }
    }
  };
  await enter('', []);
  found.files.sort(compareByFile);
  return found;
}

/**
 * Lists the files of a folder and its subfolders.
 *
 * @param skipReason why a file is ignored, by its name; undefined if it is read
 * @param otherSplitFolders folders of other splits, whose files are not part of this one
 */
export async function listFiles(
  folder: string,
  labels: LabelOrigin,
  skipReason: (name: string) => string | undefined,
  otherSplitFolders: readonly string[] = [],
): Promise<FileListing> {
  const { realpath } = await import('node:fs/promises');
  const own = await realpath(folder);
  const without = new Set(await Promise.all(otherSplitFolders.map((other) => realpath(other))));
  without.delete(own);
  const { files, ignored } = await walkFolder(folder, skipReason, without);
  if (labels === 'none') return { files, ignored };
  const classified = files.map(({ file }) => ({ file, label: labelOf(file, labels) }));
  const outside = classified.filter(({ label }) => label === null).length;
  if (outside > 0) ignored.set('in no folder of a class', outside);
  return {
    files: classified.flatMap(({ file, label }) => (label === null ? [] : [{ file, label }])),
    ignored,
  };
}

/** The folder of a file, or the prefix of its name. */
function labelOf(file: string, labels: 'folder' | 'prefix'): string | null {
  if (labels === 'folder') return file.includes('/') ? file.slice(0, file.indexOf('/')) : null;
  return file.slice(file.lastIndexOf('/') + 1).split('_')[0]!;
}

const compareByFile = (a: { file: string }, b: { file: string }) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : 0;

/** The ending of a name, in small letters. */
export const extensionOf = (name: string) => /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? '';

/** `4 of 18 files used; ignored: 2 .txt, 12 .heic (not read: ...)`; null if nothing is ignored. */
export function ignoredFilesText({ files, ignored }: FileListing): string | null {
  if (ignored.size === 0) return null;
  const left = [...ignored.values()].reduce((sum, count) => sum + count, 0);
  const reasons = [...ignored].sort(([a], [b]) => (a < b ? -1 : 1)).map(([why, count]) => `${count} ${why}`);
  return `${files.length} of ${files.length + left} files used; ignored: ${reasons.join(', ')}`;
}
