/** Removes what no run reaches. */
import {
  artifactDirectory,
  asCollection,
  checkpointDirectory,
  corruptDirectory,
  discard,
  keyOfName,
  listDirectory,
  mapInBatches,
  openStore,
  removeAbandonedDrafts,
  takeOut,
  type Store,
} from '../store/index.js';
import { runDirectory } from '../run/index.js';
import { courseOfKey } from '../plan/index.js';
import { join } from 'node:path';
import { chooseRuns, type ChosenRuns } from './choose-runs.js';
import { reachableFrom, type StoreFacts } from './reachable.js';
import { sizeOf, surveyRuns, surveyStore, type SurveyedRun } from './survey-store.js';

export interface GarbageOptions extends ChosenRuns {
  /** Only tells what would be removed. */
  dryRun: boolean;
  /** Whether the state that finished phases were left in goes too: more epochs then begin anew. */
  finishedCheckpoints?: boolean;
  /** Whether what was found broken and set aside goes too. */
  corrupt?: boolean;
  /** Called once if another collection is waited for. */
  onWait?(): void;
}

export interface GarbageItem {
  kind: 'run' | 'phase' | 'evaluation' | 'wires' | 'figure' | 'weights' | 'checkpoints' | 'corrupt';
  /** Its name in the store. */
  id: string;
  bytes: number;
}

export interface GarbageReport {
  removed: GarbageItem[];
  kept: { runs: number; artifacts: number; checkpoints: number };
  /** Artifacts that can't be read, and were left where they are. */
  unreadable: string[];
  /** What lies in `corrupt/` and stays there. */
  corrupt: { count: number; bytes: number };
}

/**
 * Removes runs that are chosen, and what the others do not reach. Others may read and train beside it.
 *
 * @throws StoreError if the record of a run can't be read; nothing is removed then
 */
export async function collectGarbage(root: string, options: GarbageOptions): Promise<GarbageReport> {
  const store = openStore(root);
  if (options.dryRun) return (await findGarbage(store, options)).report;
  await removeAbandonedDrafts(store);
  const { report, taken } = await asCollection(
    store,
    async () => {
      const { report: found, paths } = await findGarbage(store, options);
      const places: (string | null)[] = [];
      // Records first: what is left if this process is killed is garbage, not a run without its results.
      for (const path of paths) places.push(await takeOut(store, path));
      return { report: found, taken: places };
    },
    options.onWait,
  );
  await discard(taken);
  return report;
}

async function findGarbage(
  store: Store,
  options: GarbageOptions,
): Promise<{ report: GarbageReport; paths: string[] }> {
  const runs = await surveyRuns(store);
  const facts = await surveyStore(store);
  const chosen = new Set(chooseRuns(runs, options));
  const kept = runs.filter((run) => !chosen.has(run));
  const needs = kept.flatMap((run) => run.needs);
  const reachable = reachableFrom(needs, facts);
  const finished = options.finishedCheckpoints ? finishedCheckpoints(kept, facts) : new Set<string>();
  const artifacts = facts.artifacts.filter(({ id }) => !reachable.artifacts.has(id));
  const checkpoints = facts.checkpoints.filter((id) => !reachable.checkpoints.has(id) || finished.has(id));
  const corrupt = (await listDirectory(corruptDirectory(store))).sort();
  const items: { path: string; item: Omit<GarbageItem, 'bytes'> }[] = [
    ...[...chosen].map(({ manifest: { run } }) => ({
      path: runDirectory(store, run),
      item: { kind: 'run' as const, id: run },
    })),
    ...artifacts.map(({ id, described }) => ({
      path: artifactDirectory(store, id),
      item: { kind: described!.kind, id },
    })),
    ...checkpoints.map((id) => ({
      path: checkpointDirectory(store, id),
      item: { kind: 'checkpoints' as const, id },
    })),
    ...(options.corrupt ? corrupt : []).map((name) => ({
      path: join(corruptDirectory(store), name),
      item: { kind: 'corrupt' as const, id: name },
    })),
  ];
  const removed = await mapInBatches(items, async ({ path, item }) => ({
    ...item,
    bytes: await sizeOf(path),
  }));
  return {
    paths: items.map(({ path }) => path),
    report: {
      removed,
      kept: {
        runs: kept.length,
        artifacts: facts.artifacts.length - artifacts.length,
        checkpoints: facts.checkpoints.length - checkpoints.length,
      },
      unreadable: facts.artifacts.flatMap(({ id, described }) => (described === null ? [id] : [])),
      corrupt: options.corrupt
        ? { count: 0, bytes: 0 }
        : { count: corrupt.length, bytes: await sizeOf(corruptDirectory(store)) },
    },
  };
}

/** Checkpoints of courses that no run has left unfinished, and that nobody trains. */
function finishedCheckpoints(runs: readonly SurveyedRun[], { checkpoints, locks }: StoreFacts): Set<string> {
  const course = (name: string) => courseOfKey(keyOfName(name));
  const unfinished = new Set([
    ...runs.flatMap(({ needs }) =>
      needs.flatMap(({ phases, isLiving }) =>
        phases.flatMap(({ key, artifact }) => (artifact === null || isLiving ? [courseOfKey(key)] : [])),
      ),
    ),
    ...locks.map(course),
  ]);
  return new Set(checkpoints.filter((id) => !unfinished.has(course(id))));
}
