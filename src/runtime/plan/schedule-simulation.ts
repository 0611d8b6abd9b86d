/** Simulates list scheduling of the phases: start and end of each for a given number of threads per phase. */
import { admitTasks, type QueuedTask } from '../scheduler/index.js';

export interface PhaseWorkload {
  name: string;
  /** Phases of the same plan that must be done before. */
  after: readonly string[];
  /** Any unit. */
  work: number;
}

/**
 * Parallel overhead: the fraction of each additional thread's time that is lost to synchronization, shared memory and
 * serial sections. With two threads the training steps of the reference's networks take .59 to .67 of their time with
 * one (onnx engine).
 */
const THREAD_OVERHEAD = 0.2;

/** Duration of some work, in units of the work's time on one core. */
const durationOf = (work: number, threads: number): number =>
  (work * (1 + THREAD_OVERHEAD * (threads - 1))) / threads;

export interface ScheduleSimulation {
  /** When the last phase ends. */
  makespan: number;
  /** The most phases that run at once. */
  maxConcurrent: number;
  /** Start order: phases with the longest critical path first. */
  startOrder: string[];
}

/** `workloads` in an order in which they can run. `threads`: of each of them, no more than there are cores. */
export function simulateSchedule(
  workloads: readonly PhaseWorkload[],
  threads: readonly number[],
  cores: number,
): ScheduleSimulation {
  // Every phase gets a positive duration, so that simulated time advances.
  const least = Math.max(...workloads.map(({ work }) => work)) / 1e9 || 1;
  const time = workloads.map(({ work }, i) => durationOf(Math.max(work, least), threads[i]!));
  return simulateTimes(workloads, time, threads, cores);
}

/** The same for phases whose positive durations are known, in any unit. */
export function simulateTimes(
  workloads: readonly Pick<PhaseWorkload, 'name' | 'after'>[],
  time: readonly number[],
  threads: readonly number[],
  cores: number,
): ScheduleSimulation {
  const index = new Map(workloads.map(({ name }, i) => [name, i]));
  // Length of the critical path from the start of each phase.
  const ahead = [...time];
  for (let i = workloads.length - 1; i >= 0; i--) {
    for (const name of workloads[i]!.after) {
      const before = index.get(name)!;
      ahead[before] = Math.max(ahead[before]!, time[before]! + ahead[i]!);
    }
  }
  const candidates = workloads.map(({ name, after }, i): QueuedTask & { ahead: number; time: number } => ({
    name,
    after,
    threads: threads[i]!,
    ahead: ahead[i]!,
    time: time[i]!,
  }));
  candidates.sort((a, b) => b.ahead - a.ahead);

  const waiting = new Set(candidates);
  const running: { name: string; threads: number; to: number }[] = [];
  const over = new Set<string>();
  let now = 0;
  let together = 0;
  let free = cores;
  while (waiting.size > 0 || running.length > 0) {
    for (const one of admitTasks(waiting, (name) => over.has(name), { jobs: Infinity, cores: free })) {
      waiting.delete(one);
      free -= one.threads;
      running.push({ name: one.name, threads: one.threads, to: now + one.time });
    }
    together = Math.max(together, running.length);
    running.sort((a, b) => a.to - b.to);
    const next = running.shift()!;
    now = next.to;
    free += next.threads;
    over.add(next.name);
  }
  return { makespan: now, maxConcurrent: together, startOrder: candidates.map(({ name }) => name) };
}
