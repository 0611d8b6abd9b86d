/** How many threads compute a phase: the one place that decides it. */

/** Engines that give the same bytes with any number of threads. For the others the number is part of the key. */
const INDIFFERENT: ReadonlySet<string> = new Set(['tfjs']);

export interface ThreadPlan {
  /** Threads a phase computes with. */
  threads: number;
  /** The number as part of keys; null where it does not change the bytes. */
  keyed: number | null;
}

/**
 * Where threads don't matter to the bytes, the cores are divided between the jobs. Where they do, they are divided by
 * the number of phases that the plan itself has side by side: the same command with another `--jobs` must find, and
 * make, the same artifacts.
 */
export function planThreads(engine: string, cores: number, width: number, jobs: number): ThreadPlan {
  if (INDIFFERENT.has(engine)) return { threads: Math.max(1, Math.floor(cores / jobs)), keyed: null };
  const threads = Math.max(1, Math.floor(cores / Math.min(width, cores)));
  return { threads, keyed: threads };
}
