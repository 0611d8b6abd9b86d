/** Who may start: one rule, for the run itself and for its rehearsal. */

export interface QueuedTask {
  name: string;
  /** Names of those that must be done before. */
  after: readonly string[];
  /** Cores that it keeps busy. */
  threads: number;
}

export interface FreeResources {
  /** Places left. */
  jobs: number;
  /** Cores left. */
  cores: number;
}

/**
 * Those of `waiting` that start now, the first of them first. One that needs more cores than are left lets others
 * pass: a core that waits for it would do nothing meanwhile.
 */
export function admitTasks<C extends QueuedTask>(
  waiting: Iterable<C>,
  isDone: (name: string) => boolean,
  free: FreeResources,
): C[] {
  let { jobs, cores } = free;
  const starting: C[] = [];
  for (const one of waiting) {
    if (jobs === 0 || cores === 0) break;
    if (one.threads > cores || !one.after.every(isDone)) continue;
    starting.push(one);
    jobs--;
    cores -= one.threads;
  }
  return starting;
}
