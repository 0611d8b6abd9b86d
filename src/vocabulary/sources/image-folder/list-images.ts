/** Which files of a folder are images, and of which class. */

/** Extensions of the image formats that are read; the content decides which format a file has. */
const READ_EXTENSIONS = /\.(jpe?g|jpe|jfif|a?png|webp|gif|tiff?|avif|bmp|dib|p[bgpn]m)$/i;
/** Image formats that are common but not supported. */
const UNSUPPORTED_EXTENSIONS =
  /\.(heic|heif|jp2|j2k|jxl|svg|psd|raw|dng|cr2|cr3|nef|arw|ico|tga|exr|hdr|pdf)$/i;

/** How the class of an image is determined. */
export type LabelOrigin = 'none' | 'folder' | 'prefix';

export interface ImageListing {
  /** Images with the names of their classes, in an order that does not depend on the file system. */
  files: { file: string; label: string }[];
  /** Numbers of ignored files, by reason. */
  ignored: Map<string, number>;
}

const extensionOf = (name: string) => /\.[^.]*$/.exec(name)?.[0].toLowerCase() ?? '';

/** Why a file is ignored; undefined if it is an image. */
function skipReason(name: string): string | undefined {
  if (READ_EXTENSIONS.test(name)) return undefined;
  const ending = extensionOf(name);
  if (UNSUPPORTED_EXTENSIONS.test(name)) return `${ending} (not read: convert them to JPEG or PNG)`;
  return ending === '' ? 'without an ending' : ending;
}

/**
 * Lists a folder recursively. Names that begin with a dot belong to a system, not to the user. A link counts as its
 * target, unless that is a folder that contains it.
 *
 * @param excluded folders to skip, as real paths
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
 * Lists the images of a folder and its subfolders.
 *
 * @param otherSplitFolders folders of other splits, whose images are not part of this one
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

/** The folder of a file, or the prefix of its name. */
function labelOf(file: string, labels: 'folder' | 'prefix'): string | null {
  if (labels === 'folder') return file.includes('/') ? file.slice(0, file.indexOf('/')) : null;
  return file.slice(file.lastIndexOf('/') + 1).split('_')[0]!;
}

const compareByFile = (a: { file: string }, b: { file: string }) =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : 0;

/** `4 of 18 files used; ignored: 2 .txt, 12 .heic (not read: ...)`; null if nothing is ignored. */
export function ignoredFilesText({ files, ignored }: ImageListing): string | null {
  if (ignored.size === 0) return null;
  const left = [...ignored.values()].reduce((sum, count) => sum + count, 0);
  const reasons = [...ignored].sort(([a], [b]) => (a < b ? -1 : 1)).map(([why, count]) => `${count} ${why}`);
  return `${files.length} of ${files.length + left} files used; ignored: ${reasons.join(', ')}`;
}
