import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeLabel, listRuns } from '../../../src/runtime/run/index.js';
import { verifyStore } from '../../../src/runtime/maintenance/index.js';
import { lockDirectory, tryLock } from '../../../src/runtime/store/index.js';
import { inTemporaryStore, storeModels, writeStore } from './random-store.js';

const VERIFIED = ['objects', 'checkpoints', 'runs'];

async function filesOf(root: string): Promise<string[]> {
  const all = await readdir(root, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => VERIFIED.some((folder) => path.startsWith(join(root, folder))))
    .sort();
}

describe('verification of a store', () => {
  it('finds a changed byte in any file, says where, and changes nothing', async () => {
    const [model] = fc.sample(storeModels, { numRuns: 1, seed: 21 });
    await inTemporaryStore(async (store) => {
      const [run] = await writeStore(store, model!);
      await changeLabel(store.root, run!, await listRuns(store.root), (label) => ({
        ...label,
        note: 'kept',
      }));
      // Results that the model leaves out are missing; whatever else is found is due to the change.
      const known = new Set(
        (await verifyStore(store.root, { repair: false })).damage.map(({ path }) => path),
      );
      for (const path of await filesOf(store.root)) {
        const bytes = await readFile(path);
        const at = Math.floor(bytes.length / 2);
        bytes[at]! ^= 1;
        await writeFile(path, bytes);
        const { damage } = await verifyStore(store.root, { repair: false });
        const found = damage.filter((one) => !known.has(one.path));
        expect(
          found.map((one) => path.startsWith(one.path)),
          path,
        ).toContain(true);
        expect(await readFile(path)).toEqual(bytes);
        bytes[at]! ^= 1;
        await writeFile(path, bytes);
      }
    });
  }, 60_000);

  it('moves nothing aside that somebody trains', () =>
    inTemporaryStore(async (store) => {
      await writeStore(store, { runs: [], values: [], strays: [{ course: 1, whole: 1 }] });
      const [description] = (await filesOf(store.root)).filter((path) => path.endsWith('artifact.json'));
      await writeFile(description!, '{}');
      const key = description!.split('/').at(-2)!;
      const claim = await tryLock(lockDirectory(store, `${key.slice(0, 44)}.tfjs`));
      expect((await verifyStore(store.root, { repair: true })).damage[0]!.movedTo).toBe(null);
      if ('lock' in claim) await claim.lock.release();
      expect((await verifyStore(store.root, { repair: true })).damage[0]!.movedTo).toContain('corrupt');
      expect((await verifyStore(store.root, { repair: true })).damage).toEqual([]);
    }));
});
