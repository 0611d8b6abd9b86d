import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectGarbage, deleteRun } from '../../../src/runtime/maintenance/index.js';
import {
  checkpointsDirectory,
  isArtifactThere,
  listAllArtifacts,
  listDirectory,
  lockDirectory,
  tryLock,
  type Store,
} from '../../../src/runtime/store/index.js';
import { inTemporaryStore, neededBy, storeModels, writeStore, type StoreModel } from './random-store.js';

const contents = async (store: Store) => ({
  artifacts: await listAllArtifacts(store),
  checkpoints: (await listDirectory(checkpointsDirectory(store))).sort(),
});

/** Writes a store, and deletes the runs that are to be deleted. */
async function prepared(store: Store, model: StoreModel): Promise<string[]> {
  const names = await writeStore(store, model);
  for (const [at, { deleted }] of model.runs.entries())
    if (deleted) await deleteRun(store.root, names[at]!, { dryRun: false });
  return names;
}

describe('a collection of garbage', () => {
  it('leaves what kept runs need and nothing else, and finds nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(storeModels, (model) =>
        inTemporaryStore(async (store) => {
          await prepared(store, model);
          const before = await contents(store);
          const needed = neededBy(model);
          const planned = await collectGarbage(store.root, { dryRun: true });
          expect(await contents(store)).toEqual(before);
          const done = await collectGarbage(store.root, { dryRun: false });
          expect(done).toEqual(planned);
          expect(await contents(store)).toEqual({
            artifacts: before.artifacts.filter((id) => needed.artifacts.has(id)),
            checkpoints: before.checkpoints.filter((id) => needed.checkpoints.has(id)),
          });
          expect((await collectGarbage(store.root, { dryRun: false })).removed).toEqual([]);
        }),
      ),
      { numRuns: 8, seed: 11 },
    );
  }, 60_000);

  it('told in advance what a deletion leaves to it', async () => {
    await fc.assert(
      fc.asyncProperty(storeModels, (model) =>
        inTemporaryStore(async (store) => {
          const names = await prepared(store, model);
          await collectGarbage(store.root, { dryRun: false });
          const kept = names.filter((_, at) => !model.runs[at]!.deleted);
          for (const run of kept) {
            const told = await deleteRun(store.root, run, { dryRun: true });
            expect(await deleteRun(store.root, run, { dryRun: false })).toEqual(told);
            const { removed } = await collectGarbage(store.root, { dryRun: false });
            expect({
              count: removed.length,
              bytes: removed.reduce((all, { bytes }) => all + bytes, 0),
            }).toEqual(told.unreached);
          }
          expect(await contents(store)).toEqual({ artifacts: [], checkpoints: [] });
        }),
      ),
      { numRuns: 4, seed: 12 },
    );
  }, 60_000);

  it('leaves what somebody trains, whatever the records say', () =>
    inTemporaryStore(async (store) => {
      await writeStore(store, { runs: [], values: [], strays: [{ course: 1, whole: 1 }] });
      const [id] = await listAllArtifacts(store);
      const claim = await tryLock(lockDirectory(store, `${id!.slice(0, 44)}.tfjs`));
      const report = await collectGarbage(store.root, { dryRun: false });
      expect(report.removed).toEqual([]);
      if (!('lock' in claim)) throw new Error('it is locked');
      await claim.lock.release();
      expect((await collectGarbage(store.root, { dryRun: false })).removed.map(({ kind }) => kind)).toEqual([
        'phase',
        'checkpoints',
      ]);
    }));

  it('leaves what it can not read, and refuses while a record can not be read', () =>
    inTemporaryStore(async (store) => {
      await writeStore(store, {
        runs: [],
        values: [],
        strays: [
          { course: 1, whole: 1 },
          { course: 2, whole: 2 },
        ],
      });
      const [id, other] = await listAllArtifacts(store);
      await writeFile(join(store.root, 'objects', id!.slice(0, 2), id!, 'artifact.json'), '{}');
      await mkdir(join(store.root, 'runs', 'broken'), { recursive: true });
      await writeFile(join(store.root, 'runs', 'broken', 'manifest.json'), '{"format": 99}');
      const refused = collectGarbage(store.root, { dryRun: false });
      await expect(refused).rejects.toThrow(
        'Nobody knows what the run broken needs: it was made by a newer lagraph than this one',
      );
      expect(await listAllArtifacts(store)).toEqual([id, other]);
      await deleteRun(store.root, 'broken', { dryRun: false });
      const report = await collectGarbage(store.root, { dryRun: false });
      expect(report.unreadable).toEqual([id]);
      expect([await isArtifactThere(store, id!), await isArtifactThere(store, other!)]).toEqual([
        true,
        false,
      ]);
      expect(await readdir(join(store.root, 'tmp'))).toEqual([]);
    }));
});
