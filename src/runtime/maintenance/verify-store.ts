/** Reads everything in a store and compares it with its hashes. */
import { join } from 'node:path';

import {
  LABEL_FILE,
  readLabels,
  readRuns,
  readSeedRecords,
  runDirectory,
  type Manifest,
} from '../run/index.js';
import { courseOfKey } from '../plan/index.js';
import {
  artifactDirectory,
  checkpointsDirectory,
  corruptDirectory,
  enginesOfName,
  findArtifact,
  isArtifactThere,
  keyOfName,
  listAllArtifacts,
  listDirectory,
  lockDirectory,
  mapInBatches,
  openStore,
  quarantineArtifact,
  quarantineCheckpoint,
  readFileOrNull,
  sha256,
  storedName,
  storeFaultMessage,
  tryLock,
  verifyCheckpoints,
  type Store,
} from '../store/index.js';

export interface StoreDamage {
  kind: 'result' | 'checkpoint' | 'run' | 'file' | 'label' | 'missing' | 'unreadable';
  path: string;
  problem: string;
  /** What to do about it. */
  remedy: string;
  /** Where it was moved by a repair; null if it stays where it is. */
  movedTo: string | null;
}

export interface StoreVerification {
  checked: { results: number; checkpoints: number; runs: number; files: number };
  damage: StoreDamage[];
  /** What was set aside before, and lies in `corrupt/`. */
  setAside: number;
}

export interface VerifyOptions {
  /** Moves broken results and checkpoints aside, so that they are made anew. */
  repair: boolean;
}

const MADE_ANEW = 'set it aside with --repair: the next run that needs it makes it anew';

/** Verifies every byte that has a hash. With `repair` nothing is deleted: what is broken lies in `corrupt/` afterwards. */
export async function verifyStore(root: string, { repair }: VerifyOptions): Promise<StoreVerification> {
  const store = openStore(root);
  const setAside = (await listDirectory(corruptDirectory(store))).length;
  const results = await listAllArtifacts(store);
  const checkpoints = await listDirectory(checkpointsDirectory(store));
  const damage: StoreDamage[] = [];
  for (const id of results) damage.push(...(await verifyResult(store, id, repair)));
  for (const id of checkpoints) damage.push(...(await verifyCheckpoint(store, id, repair)));
  const aside = new Set(damage.flatMap(({ path, movedTo }) => (movedTo === null ? [] : [path])));
  const records = await verifyRuns(store, aside);
  return {
    checked: {
      results: results.length,
      checkpoints: checkpoints.length,
      runs: records.runs,
      files: records.files,
    },
    damage: [...damage, ...records.damage],
    setAside,
  };
}

/** What can't be read may be intact: it is told, and left alone. */
async function orUnreadable(path: string, work: () => Promise<StoreDamage[]>): Promise<StoreDamage[]> {
  try {
    return await work();
  } catch (error) {
    const problem = storeFaultMessage(error);
    if (problem === null) throw error;
    const remedy = 'it may be intact: look for the cause, and verify again';
    return [{ kind: 'unreadable', path, problem, remedy, movedTo: null }];
  }
}

/** The lock of those who train what has this name. Null if somebody holds it. */
async function lockOf(store: Store, id: string) {
  const name = storedName(courseOfKey(keyOfName(id)), enginesOfName(id));
  const attempt = await tryLock(lockDirectory(store, name));
  return 'lock' in attempt ? attempt.lock : null;
}

/** Moves something aside unless somebody trains it at this moment, who would do so himself. */
async function movedAside(
  store: Store,
  id: string,
  move: () => Promise<string | null>,
): Promise<string | null> {
  const lock = await lockOf(store, id);
  if (!lock) return null;
  try {
    return await move();
  } finally {
    await lock.release();
  }
}

const verifyResult = (store: Store, id: string, repair: boolean): Promise<StoreDamage[]> => {
  const path = artifactDirectory(store, id);
  return orUnreadable(path, async () => {
    const found = await findArtifact(store, id);
    if (found.status !== 'corrupt') return [];
    const isNewer = found.problem.includes('newer lagraph');
    const movedTo =
      repair && !isNewer
        ? await movedAside(store, id, async () =>
            // Somebody may have made it anew since.
            (await findArtifact(store, id)).status === 'corrupt' ? quarantineArtifact(store, id) : null,
          )
        : null;
    return [
      {
        kind: 'result',
        path,
        problem: found.problem,
        remedy: isNewer ? 'use the newer lagraph' : MADE_ANEW,
        movedTo,
      },
    ];
  });
};

const verifyCheckpoint = (store: Store, id: string, repair: boolean): Promise<StoreDamage[]> =>
  orUnreadable(join(checkpointsDirectory(store), id), async () => {
    const broken = await verifyCheckpoints(store, id);
    return mapInBatches(broken, async (path): Promise<StoreDamage> => ({
      kind: 'checkpoint',
      path,
      problem: 'it does not match its hash',
      remedy: 'set it aside with --repair: training goes on from the one before, or begins anew',
      movedTo: repair ? await movedAside(store, id, () => quarantineCheckpoint(store, id, path)) : null,
    }));
  });

/** @param aside paths of results that have just been set aside: that they are missing is known */
async function verifyRuns(
  store: Store,
  aside: ReadonlySet<string>,
): Promise<{ damage: StoreDamage[]; runs: number; files: number }> {
  const { runs, broken } = await readRuns(store.root);
  const seeds = await mapInBatches(runs, ({ run }) => readSeedRecords(store.root, run));
  const records = [...runs, ...seeds.flatMap((one) => one.runs)];
  const damage: StoreDamage[] = [...broken, ...seeds.flatMap((one) => one.broken)].map(
    ({ run, directory, problem }) => ({
      kind: 'run',
      path: directory,
      problem,
      remedy: `lagraph runs delete ${run.split('@', 1)[0]!} removes the record; results stay`,
      movedTo: null,
    }),
  );
  let files = 0;
  for (const record of records) {
    files += Object.keys(record.files ?? {}).length;
    damage.push(...(await verifyRecord(store, record)).filter(({ path }) => !aside.has(path)));
  }
  for (const { run, label } of await readLabels(store, runs)) {
    if (label !== null) continue;
    damage.push({
      kind: 'label',
      path: join(runDirectory(store, run), LABEL_FILE),
      problem: 'it is not what was written',
      remedy: 'remove the file, and write name, tags and note again',
      movedTo: null,
    });
  }
  return { damage, runs: records.length, files };
}

const ENDED: readonly string[] = ['done', 'missed'];

/** The files beside a record, and whether the results that it names are there. */
async function verifyRecord(store: Store, record: Manifest): Promise<StoreDamage[]> {
  const directory = runDirectory(store, record.run);
  const again = 'run its graph again: the file is written again';
  const damage: StoreDamage[] = [];
  for (const [file, hash] of Object.entries(record.files ?? {})) {
    const path = join(directory, file);
    const found = await orUnreadable(path, async () => {
      const bytes = await readFileOrNull(path);
      if (bytes !== null && sha256([bytes]) === hash) return [];
      const problem = bytes === null ? 'it is missing' : 'it is not what was written: its hash is another';
      return [{ kind: 'file', path, problem, remedy: again, movedTo: null }];
    });
    damage.push(...found);
  }
  for (const { name, artifact } of ENDED.includes(record.status) ? record.phases : []) {
    if (!artifact || (await isArtifactThere(store, artifact))) continue;
    damage.push({
      kind: 'missing',
      path: artifactDirectory(store, artifact),
      problem: `the result of ${name} is not there, which the run ${record.run} names`,
      remedy: 'run its graph again: it is made anew',
      movedTo: null,
    });
  }
  return damage;
}
