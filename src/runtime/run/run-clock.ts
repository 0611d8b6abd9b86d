import { nullPrototypeRecord } from '../../records/index.js';
import { noRunParts, type RunPart, type RunTimings } from '../api/index.js';
import type { RunContext } from './run-context.js';

/** Measures what a run spends its time on, one part after the other; it begins with the plan. */
export function createRunClock() {
  const parts = noRunParts();
  let current: RunPart = 'plan';
  let since = performance.now();
  const begin = (part: RunPart): void => {
    const now = performance.now();
    parts[current] += (now - since) / 1000;
    [current, since] = [part, now];
  };
  return {
    begin,
    /** Until now. */
    read(contexts: readonly Pick<RunContext, 'timings' | 'memory' | 'label'>[]): RunTimings {
      begin(current);
      const phases = contexts.flatMap(({ timings, label }) =>
        [...timings].map(([name, spent]) => [label(name), { ...spent }] as const),
      );
      return {
        seconds: Object.values(parts).reduce((sum, one) => sum + one, 0),
        parts: { ...parts },
        phases: nullPrototypeRecord(phases),
        memory: nullPrototypeRecord(
          contexts.flatMap(({ memory, label }) =>
            [...memory].map(([name, bytes]) => [label(name), bytes] as const),
          ),
        ),
      };
    },
  };
}
