/** The admission rule, shared by the scheduler and the schedule simulation. */

export interface QueuedTask {
  name: string;
  /** Names of the tasks that must be done before. */
  after: readonly string[];
  /** Cores that it uses. */
  threads: number;
}

export interface FreeResources {
  /** Free slots for tasks. */
  jobs: number;
  /** Free cores. */
  cores: number;
}

/**
 * The waiting tasks that start now, in order. A task that needs more cores than are free is skipped, and later ones
 * may start (backfilling): otherwise those cores would idle.
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
