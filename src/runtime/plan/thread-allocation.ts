/** How the cores are shared out between phases: the one place that decides it. */
import { simulateSchedule, type PhaseWorkload } from './schedule-simulation.js';

export interface ThreadAllocation {
  /** Threads to compute each phase with, by name. */
  threads: Map<string, number>;
  /** Of phases that could start, the first in this order starts first. */
  startOrder: string[];
  /** The most phases that run at once. */
  maxConcurrent: number;
}

/** A change has to save so much of the time, or what is simpler stays: the estimates are rough. */
const MIN_IMPROVEMENT = 0.01;

/** Rehearsals that a plan is worth, times the square of its phases: some tens of milliseconds. */
const SIMULATION_BUDGET = 3e6;

/** 1, 2, 4 and so on, and all cores. */
function threadChoices(cores: number): number[] {
  const numbers = [];
  for (let n = 1; n < cores; n *= 2) numbers.push(n);
  return [...numbers, cores];
}

/**
 * Threads for each phase, and an order, with which the last phase ends early: the best of plans in which all phases
 * have as many, then bettered by one phase or two at a time for as long as that helps. (The best of all is NP-hard to find.)
 *
 * It follows from the plan alone, not from `--jobs` or from what is cached: the number of threads moves the last bits
 * of sums, and the same command should end with the same bytes. `shares` in an order in which they can run. `most`: of
 * threads that a phase can make use of.
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
  // A phase with more threads starts later, so that another must have more at the same time for it to be of use.
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
