/** What an older lagraph has trained of a graph, whose results mean something else than those of this one. */
import { readRuns } from './stored-runs.js';
import { STORE_FORMAT, type Store } from '../store/index.js';

const TRAINED_STATUSES: readonly string[] = ['trained', 'resumed', 'cached', 'stopped', 'running'];

/**
 * Versions of lagraph by phase: of those phases of a graph that were trained last in a run of an older format of the
 * store. By the names of graph and phase, since an older program can't be compared with one of today.
 */
export async function outdatedPhases(store: Store, graph: string): Promise<ReadonlyMap<string, string>> {
  const outdated = new Map<string, string>();
  for (const run of (await readRuns(store.root)).runs) {
    if (run.graph !== graph) continue;
    for (const { name, status } of run.phases) {
      if (!TRAINED_STATUSES.includes(status)) continue;
      if (run.format < STORE_FORMAT) outdated.set(name, run.lagraph);
      else outdated.delete(name);
    }
  }
  return outdated;
}

/** For people: that these phases are trained again, and why. */
export const outdatedPhasesMessage = (phases: readonly { name: string; outdated: string }[]): string =>
  `${phases.map(({ name }) => name).join(', ')} ${phases.length > 1 ? 'were' : 'was'} trained by an older lagraph ` +
  `(${[...new Set(phases.map(({ outdated }) => outdated))].join(', ')}), for which a graph meant something else: ` +
  `${phases.length > 1 ? 'they are' : 'it is'} trained again. What is there stays in the store; CHANGELOG.md says what has changed`;
