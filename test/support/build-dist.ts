import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const main = join(root, 'dist/bin/cli/main.js');

const lock = join(root, 'dist/.building');

/**
 * Builds dist/ if the sources have changed. Test files run in parallel: one builds, the others wait for it. Does
 * nothing after `npm run build`.
 */
export async function build(): Promise<void> {
  for (;;) {
    if (await isFresh()) return;
    await mkdir(dirname(lock), { recursive: true });
    try {
      await mkdir(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const age = Date.now() - ((await stat(lock).catch(() => null))?.mtimeMs ?? Date.now());
      // A lock this old belongs to a process that was killed.
      if (age > 120_000) await rm(lock, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    try {
      await promisify(execFile)(process.execPath, ['scripts/build.mjs'], { cwd: root });
      return;
    } catch (error) {
      throw new Error(`the build failed:\n${(error as { stdout?: string }).stdout ?? String(error)}`);
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
}

/** The bundle of the command line is written last, so its time is that of the build. */
async function isFresh(): Promise<boolean> {
  const built = await stat(main).catch(() => null);
  if (!built || (await stat(lock).catch(() => null))) return false;
  const sources = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
  const times = await Promise.all(
    sources
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs),
  );
  return times.every((time) => time <= built.mtimeMs);
}
