/** Allocates cores to phases. */
import { simulateSchedule, type PhaseWorkload } from './schedule-simulation.js';

export interface ThreadAllocation {
  /** Threads to compute each phase with, by name. */
  threads: Map<string, number>;
  /** Of phases that could start, the first in this order starts first. */
  startOrder: string[];
  /** The most phases that run at once. */
  maxConcurrent: number;
}

/** Minimum relative reduction of the makespan for which an allocation is changed: the estimates are rough. */
const MIN_IMPROVEMENT = 0.01;

/** Budget of simulations, times the number of phases squared: some tens of milliseconds. */
const SIMULATION_BUDGET = 3e6;

/** Powers of two below the number of cores, and that number. */
function threadChoices(cores: number): number[] {
  const numbers = [];
  for (let n = 1; n < cores; n *= 2) numbers.push(n);
  return [...numbers, cores];
}

/**
 * Threads per phase and a start order that keep the makespan short: the best uniform allocation, then a local search
 * that changes one or two phases at a time while that helps. (The optimum is NP-hard.)
 *
 * The allocation follows from the plan alone, not from `--jobs` or from what is cached: the number of threads changes
 * the last bits of sums, and the same command should end with the same bytes. (With `--engine auto`, where bytes depend on what
 * is measured, a training may use fewer than it is allocated.) `workloads` are in topological order;
 * `maxThreads` is the number of threads that a phase can use.
 */
export function allocateThreads(
  workloads: readonly PhaseWorkload[],
  cores: number,
  maxThreads = cores,
): ThreadAllocation {
  const choices = threadChoices(maxThreads);
  let left = Math.max(choices.length, Math.floor(SIMULATION_BUDGET / workloads.length ** 2));
  const of = (threads: readonly number[]) => {
    left--;
    return { threads, ...simulateSchedule(workloads, threads, cores) };
  };
  let best = of(workloads.map(() => 1));
  const consider = (threads: readonly number[]) => {
    const other = of(threads);
    if (other.makespan >= best.makespan * (1 - MIN_IMPROVEMENT)) return false;
    best = other;
    return true;
  };
  for (const threads of choices.slice(1)) consider(workloads.map(() => threads));
  const phases = workloads.map((_, i) => i);
  const one = () => phases.some((i) => choices.some((a) => left > 0 && consider(best.threads.with(i, a))));
  // Changing one phase alone may delay its start: a second phase must change with it.
  const two = () =>
    phases.some((i) =>
      phases
        .slice(i + 1)
        .some((j) =>
          choices.some((a) => choices.some((b) => left > 0 && consider(best.threads.with(i, a).with(j, b)))),
        ),
    );
  while (one() || two());
  return {
    threads: new Map(workloads.map(({ name }, i) => [name, best.threads[i]!])),
    startOrder: best.startOrder,
    maxConcurrent: best.maxConcurrent,
  };
}
