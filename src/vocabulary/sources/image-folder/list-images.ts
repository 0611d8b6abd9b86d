/** Which files of a folder are pictures, and of which class. */

/** Endings of the kinds of pictures that are read; what is inside decides which kind a file is. */
const READ_EXTENSIONS = /\.(jpe?g|jpe|jfif|a?png|webp|gif|tiff?|avif|bmp|dib|p[bgpn]m)$/i;
/** Kinds that people have pictures in, and that are not read. */
const UNSUPPORTED_EXTENSIONS =
  /\.(heic|heif|jp2|j2k|jxl|svg|psd|raw|dng|cr2|cr3|nef|arw|ico|tga|exr|hdr|pdf)$/i;

/** Where the class of a picture comes from. */
export type LabelOrigin = 'none' | 'folder' | 'prefix';

export interface ImageListing {
  /** Pictures, each with the name of its class, in an order that no file system changes. */
  files: { file: string; label: string }[];
  /** How many files are none of these, by what is the matter with them. */
  ignored: Map<string, number>;
}

const extensionOf = (name: string) => /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? '';

/** Why a file is left out; undefined if it is a picture. */
function skipReason(name: string): string | undefined {
  if (READ_EXTENSIONS.test(name)) return undefined;
  const ending = extensionOf(name);
  if (UNSUPPORTED_EXTENSIONS.test(name)) return `${ending} (not read: convert them to JPEG or PNG)`;
  return ending === '' ? 'without an ending' : ending;
}

/**
 * What lies in a folder and the folders in it. What begins with a dot is a system's own, not a person's. A link counts
 * as what it leads to, unless it leads to a folder that it lies in.
 *
 * @param excluded folders to leave out, as their real paths
 */
async function walkFolder(folder: string, excluded: ReadonlySet<string>): Promise<ImageListing> {
  const { readdir, realpath, stat } = await import('node:fs/promises');
  const found: ImageListing = { files: [], ignored: new Map() };
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
        const flaw = skipReason(name);
        if (flaw === undefined) found.files.push({ file, label: '' });
        else ignore(flaw);
      }
    }
  };
  await enter('', []);
  found.files.sort(compareByFile);
  return found;
}

/**
 * Pictures of a folder and of the folders in it.
 *
 * @param otherSplitFolders folders of other splits: pictures in them are not this one's
 */
export async function listImages(
  folder: string,
  labels: LabelOrigin,
  otherSplitFolders: readonly string[] = [],
): Promise<ImageListing> {
  const { realpath } = await import('node:fs/promises');
  const own = await realpath(folder);
  const without = new Set(await Promise.all(otherSplitFolders.map((other) => realpath(other))));
  without.delete(own);
  const { files, ignored } = await walkFolder(folder, without);
  if (labels === 'none') return { files, ignored };
  const classified = files.map(({ file }) => ({ file, label: labelOf(file, labels) }));
  const outside = classified.filter(({ label }) => label === null).length;
  if (outside > 0) ignored.set('in no folder of a class', outside);
  return {
    files: classified.flatMap(({ file, label }) => (label === null ? [] : [{ file, label }])),
    ignored,
  };
}

/** The folder that a file lies in, or what its name begins with. */
function labelOf(file: string, labels: 'folder' | 'prefix'): string | null {
  if (labels === 'folder') return file.includes('/') ? file.slice(0, file.indexOf('/')) : null;
  return file.slice(file.lastIndexOf('/') + 1).split('_')[0]!;
}

const compareByFile = (a: { file: string }, b: { file: string }) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : 0;

/** `4 of 18 files used; ignored: 2 .txt, 12 .heic (not read: ...)`; null where nothing is ignored. */
export function ignoredFilesText({ files, ignored }: ImageListing): string | null {
  if (ignored.size === 0) return null;
  const left = [...ignored.values()].reduce((sum, count) => sum + count, 0);
  const reasons = [...ignored].sort(([a], [b]) => (a < b ? -1 : 1)).map(([why, count]) => `${count} ${why}`);
  return `${files.length} of ${files.length + left} files used; ignored: ${reasons.join(', ')}`;
}
