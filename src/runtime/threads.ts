/** How many threads compute each phase: the one place that decides it. */

export interface Share {
  name: string;
  /** Phases of the same plan that must be done before. */
  after: readonly string[];
  /** Any unit. */
  work: number;
}

interface Interval {
  from: number;
  to: number;
}

/** When each phase would run, were each to have a core to itself: the first that can start, starts first. */
function rehearse(shares: readonly Share[], cores: number): Map<string, Interval> {
  const intervals = new Map<string, Interval>();
  const waiting = new Set(shares);
  const running: { name: string; to: number }[] = [];
  const over = new Set<string>();
  // Nothing is done in no time, and the clock must move on.
  const least = Math.max(...shares.map(({ work }) => work)) / 1e9 || 1;
  for (let now = 0; waiting.size > 0;) {
    for (const share of waiting) {
      if (running.length === cores || !share.after.every((one) => over.has(one))) continue;
      waiting.delete(share);
      const to = now + Math.max(share.work, least);
      intervals.set(share.name, { from: now, to });
      running.push({ name: share.name, to });
    }
    running.sort((a, b) => a.to - b.to);
    const next = running.shift()!;
    now = next.to;
    over.add(next.name);
  }
  return intervals;
}

/** Of a share of 1.75 cores the rest would lie idle for longer than the threads would be in each other's way. */
const ROUND_UP = 0.25;

/**
 * A phase gets the cores divided by the number of phases that run beside it, on average over its time, itself included.
 * It follows from the plan alone, not from `--jobs` or from what is cached: the number of threads moves the last bits
 * of sums, and the same command should end with the same bytes.
 */
export function planThreads(shares: readonly Share[], cores: number): Map<string, number> {
  const intervals = rehearse(shares, cores);
  return new Map(
    shares.map(({ name }) => {
      const own = intervals.get(name)!;
      let together = 0;
      for (const { from, to } of intervals.values()) {
        together += Math.max(0, Math.min(to, own.to) - Math.max(from, own.from));
      }
      const beside = Math.max(1, together / (own.to - own.from));
      return [name, Math.min(cores, Math.max(1, Math.floor(cores / beside + ROUND_UP)))];
    }),
  );
}
