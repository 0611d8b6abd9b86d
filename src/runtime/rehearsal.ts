/** How a plan would go, on paper: when each phase would begin and end with so many threads each. */
import { admit, type Candidate } from './scheduler/index.js';

export interface Share {
  name: string;
  /** Phases of the same plan that must be done before. */
  after: readonly string[];
  /** Any unit. */
  work: number;
}

/**
 * The part of a further thread's time that is lost to waiting, sharing memory and what only one thread can do. With two
 * threads the training steps of the reference's networks take .59 to .67 of their time with one (onnx engine).
 */
const LOSS = 0.2;

/** Time that some work takes, in its unit on one core. */
const timeOf = (work: number, threads: number): number => (work * (1 + LOSS * (threads - 1))) / threads;

export interface Rehearsal {
  /** When the last phase ends. */
  end: number;
  /** The most phases that run at once. */
  together: number;
  /** In the order that they should be started in: those that most work waits for come first. */
  order: string[];
}

/** `shares` in an order in which they can run. `threads`: of each of them, no more than there are cores. */
export function rehearse(shares: readonly Share[], threads: readonly number[], cores: number): Rehearsal {
  const index = new Map(shares.map(({ name }, i) => [name, i]));
  // Nothing is done in no time, and the clock must move on.
  const least = Math.max(...shares.map(({ work }) => work)) / 1e9 || 1;
  const time = shares.map(({ work }, i) => timeOf(Math.max(work, least), threads[i]!));
  // From the start of each to the end of all that waits for it.
  const ahead = [...time];
  for (let i = shares.length - 1; i >= 0; i--) {
    for (const name of shares[i]!.after) {
      const before = index.get(name)!;
      ahead[before] = Math.max(ahead[before]!, time[before]! + ahead[i]!);
    }
  }
  const candidates = shares.map(({ name, after }, i): Candidate & { ahead: number; time: number } => ({
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
    for (const one of admit(waiting, (name) => over.has(name), { jobs: Infinity, cores: free })) {
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
  return { end: now, together, order: candidates.map(({ name }) => name) };
}
