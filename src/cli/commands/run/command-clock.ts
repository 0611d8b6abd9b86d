import type { RunPart, RunTimings } from '../../../runtime/index.js';

/** Measures what the command spends around a run; times count from the process's start. */
export interface CommandClock {
  /** The run begins. */
  begin(): void;
  in<T>(part: RunPart, work: () => Promise<T>): Promise<T>;
  /** With what the run has measured itself. */
  end(ofRun: RunTimings): RunTimings;
}

export function createCommandClock(): CommandClock {
  let start = 0;
  const added: Partial<Record<RunPart, number>> = {};
  return {
    begin: () => void (start = performance.now() / 1000),
    async in(part, work) {
      const begun = performance.now();
      try {
        return await work();
      } finally {
        added[part] = (added[part] ?? 0) + (performance.now() - begun) / 1000;
      }
    },
    end(ofRun) {
      const seconds = performance.now() / 1000;
      const parts = { ...ofRun.parts, ...added, start };
      const counted = Object.values(parts).reduce((sum, one) => sum + one, 0);
      parts.other += seconds - counted;
      return { ...ofRun, seconds, parts };
    },
  };
}
