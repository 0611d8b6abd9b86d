const IMAGE = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

/** Where the class of a picture comes from. */
export type Labels = 'none' | 'folder' | 'prefix';

/** What lies in a folder: folders, and image files. What begins with a dot is a system's own, not a person's. */
async function inside(folder: string): Promise<{ folders: string[]; images: string[] }> {
  const { readdir, stat } = await import('node:fs/promises');
  const folders: string[] = [];
  const images: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const { name } = entry;
    if (name.startsWith('.')) continue;
    // A link counts as what it leads to.
    const what = entry.isSymbolicLink() ? await stat(`${folder}/${name}`).catch(() => entry) : entry;
    if (what.isDirectory()) folders.push(name);
    else if (IMAGE.test(name)) images.push(name);
  }
  return { folders, images };
}

/** Image files of a folder, each with the name of its class, in an order that no file system changes. */
export async function listed(folder: string, labels: Labels): Promise<{ file: string; label: string }[]> {
  const { folders, images } = await inside(folder);
  const files: { file: string; label: string }[] = [];
  if (labels === 'folder') {
    for (const label of folders) {
      const own = await inside(`${folder}/${label}`);
      for (const file of own.images) files.push({ file: `${label}/${file}`, label });
    }
  } else {
    for (const file of images) files.push({ file, label: labels === 'prefix' ? file.split('_')[0]! : '' });
  }
  return files.sort(byFile);
}

const byFile = (a: { file: string }, b: { file: string }) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);
