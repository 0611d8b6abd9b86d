/** Measures what the time of a phase is spent on. */
import { noPhaseTimings, type PhasePart, type PhaseTimings } from '../api/index.js';
import type { EngineSession } from '../engines/index.js';

/** The calls of a clock are those of one flow of control: what begins within a part ends within it. */
export interface PhaseClock {
  /** From now on, time that is no other part's counts as this. */
  enter(part: PhasePart): void;
  /** Does some work, whose time counts as this part, but for parts within it. */
  in<T>(part: PhasePart, work: () => T | Promise<T>): Promise<T>;
  /** The same for work that runs steps: the time in which the engine computes none counts as `batches`. */
  inSteps<T>(
    part: PhasePart,
    session: Pick<EngineSession, 'secondsInSteps'>,
    work: () => Promise<T>,
  ): Promise<T>;
  /** Seconds since the clock was made. */
  read(): PhaseTimings;
}

/** @param now a monotonic clock, in milliseconds */
export function createPhaseClock(now: () => number = () => performance.now()): PhaseClock {
  const seconds = noPhaseTimings();
  let current: PhasePart = 'start';
  let since = now();

  /** The time since the last change is the current part's. */
  const change = (to: PhasePart): PhasePart => {
    const [before, at] = [current, now()];
    seconds[before] += (at - since) / 1000;
    [current, since] = [to, at];
    return before;
  };

  async function inPart<T>(part: PhasePart, work: () => T | Promise<T>): Promise<T> {
    const before = change(part);
    try {
      return await work();
    } finally {
      change(before);
    }
  }

  return {
    enter: (part) => void change(part),
    in: inPart,
    inSteps: (part, session, work) =>
      inPart(part, async () => {
        const computed = () => session.secondsInSteps?.() ?? null;
        const before = { part: seconds[part], computed: computed() };
        try {
          return await work();
        } finally {
          change(part);
          const after = computed();
          if (after !== null && before.computed !== null) {
            const idle = Math.max(0, seconds[part] - before.part - (after - before.computed));
            seconds[part] -= idle;
            seconds.batches += idle;
          }
        }
      }),
    read() {
      change(current);
      return { ...seconds };
    },
  };
}
