import type { StepProgram } from '../capture/index.js';
import type { EngineSession, PreparedProgram } from '../engines/index.js';
import type { PhaseClock } from './phase-clock.js';
import type { StepFeeder } from './step-feeds.js';

/** A prepared step for one batch size, and its feeder. */
export interface PreparedStep {
  prepared: PreparedProgram;
  feed: StepFeeder;
}

export interface ProgramCache {
  /** The step for a batch size, captured and prepared at its first use. */
  get(size: number): Promise<PreparedStep>;
  dispose(): Promise<void>;
}

/** Caches the captured and prepared program of each batch size: the last batch of an epoch may be smaller. */
export function createProgramCache(
  session: EngineSession,
  captureForBatchSize: (size: number) => StepProgram | Promise<StepProgram>,
  createFeeder: (step: StepProgram) => StepFeeder,
  clock?: PhaseClock,
): ProgramCache {
  const ready = new Map<number, Promise<PreparedStep>>();
  const prepare = async (size: number): Promise<PreparedStep> => {
    const step = await captureForBatchSize(size);
    return { prepared: await session.prepare(step), feed: createFeeder(step) };
  };
  return {
    get(size) {
      const known = ready.get(size);
      if (known) return known;
      const made = clock ? clock.in('prepare', () => prepare(size)) : prepare(size);
      ready.set(size, made);
      return made;
    },
    async dispose() {
      for (const one of ready.values()) await (await one).prepared.dispose();
      ready.clear();
    },
  };
}
