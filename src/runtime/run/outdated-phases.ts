/** Phases of a graph that an older lagraph trained in a format whose results are not used any more. */
import { readRuns } from './stored-runs.js';
import { STORE_FORMAT, type Store } from '../store/index.js';

const TRAINED_STATUSES: readonly string[] = ['trained', 'resumed', 'cached', 'stopped', 'running'];

/**
 * Versions of lagraph by phase, for those phases of a graph that were last trained in an older format of the store.
 * Matched by the names of graph and phase, since programs of older versions can't be compared.
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

/** Message for users: that these phases are trained again, and why. */
export const outdatedPhasesMessage = (phases: readonly { name: string; outdated: string }[]): string =>
  `${phases.map(({ name }) => name).join(', ')} ${phases.length > 1 ? 'were' : 'was'} trained by an older lagraph ` +
  `(${[...new Set(phases.map(({ outdated }) => outdated))].join(', ')}), whose results are not used any more: ` +
  `${phases.length > 1 ? 'they are' : 'it is'} trained again. What is there stays in the store; CHANGELOG.md says what has changed`;
