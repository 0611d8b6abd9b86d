import { isMarked } from '../run/index.js';
import type { SurveyedRun } from './survey-store.js';

export interface ChosenRuns {
  /** Runs that ended before this time (milliseconds since 1970); none without it. */
  endedBefore?: number;
  /** Of each graph so many of the newest runs stay in any case; 1 by default. */
  keepLast?: number;
  /** Whether runs with a name or a tag go too. */
  alsoMarked?: boolean;
}

/** Runs that a collection of garbage deletes: old ones that nobody marked, none that is running. */
export function chooseRuns(
  runs: readonly SurveyedRun[],
  { endedBefore, keepLast = 1, alsoMarked = false }: ChosenRuns,
): SurveyedRun[] {
  if (endedBefore === undefined) return [];
  const newer = new Map<string, number>();
  const chosen: SurveyedRun[] = [];
  // The newest are last.
  for (const run of [...runs].reverse()) {
    const { graph, status, started, ended } = run.manifest;
    const rank = newer.get(graph) ?? 0;
    newer.set(graph, rank + 1);
    const isOld = Date.parse(ended ?? started) < endedBefore;
    const isKept = rank < keepLast || status === 'running' || (!alsoMarked && isMarked(run.label));
    if (isOld && !isKept) chosen.push(run);
  }
  return chosen.reverse();
}
