/** Folders in lagraph's cache that hold an engine's library: each is complete or absent. */
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeDirectory, moveAtomically, syncTree, withLock } from '../../store/index.js';

/**
 * Fills a temporary folder beside `target` and puts it in target's place. The previous folder is replaced only when
 * the new one is complete and durable; if `fill` throws, it stays.
 */
export async function installFolder(target: string, fill: (draft: string) => Promise<void>): Promise<void> {
  await makeDirectory(dirname(target));
  await removeStaleDrafts(target);
  const draft = await mkdtemp(`${target}.part-`);
  try {
    await fill(draft);
    await syncTree(draft);
    await withLock(`${target}.lock`, () => replaceFolder(draft, target));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Replaces a folder by another; the old one is removed after the new one is in place. */
async function replaceFolder(draft: string, target: string): Promise<void> {
  const old = await mkdtemp(`${target}.part-`);
  await moveAtomically(target, join(old, 'old'));
  await moveAtomically(draft, target);
  await rm(old, { recursive: true, force: true });
}

/** Age in hours after which an unfinished copy counts as abandoned. */
const STALE_HOURS = 6;

/** Removes abandoned unfinished copies. */
async function removeStaleDrafts(target: string): Promise<void> {
  const folder = dirname(target);
  const parts = (await readdir(folder)).filter((name) => name.startsWith(`${basename(target)}.part-`));
  for (const name of parts) {
    const path = join(folder, name);
    const { mtimeMs } = await lstat(path);
    if (Date.now() - mtimeMs > STALE_HOURS * 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

/** Removes an installed folder, and abandoned copies of it. Returns the bytes freed; null if there was none. */
export async function uninstallFolder(target: string): Promise<number | null> {
  const bytes = await diskUsage(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  if (bytes !== null) await rm(target, { recursive: true });
  await removeStaleDrafts(target).catch(() => undefined);
  return bytes;
}

async function diskUsage(path: string): Promise<number> {
  const entry = await lstat(path);
  if (!entry.isDirectory()) return entry.size;
  const names = await readdir(path);
  const sizes = await Promise.all(names.map((name) => diskUsage(join(path, name))));
  return sizes.reduce((sum, one) => sum + one, entry.size);
}
