import type { StepProgram } from '../capture/index.js';
import type { EngineSession, PreparedProgram } from '../engines/index.js';
import type { Feeder } from './step-feeds.js';

/** A step for batches of one size, and what fills its inputs. */
export interface PreparedStep {
  prepared: PreparedProgram;
  feed: Feeder;
}

export interface ProgramCache {
  /** The step for a batch, captured and prepared when a batch of its size first comes. */
  get(size: number): Promise<PreparedStep>;
  dispose(): Promise<void>;
}

/** Steps by the size of their batch: the last one of a pass may be smaller than the others. */
export function createProgramCache(
  session: EngineSession,
  captureForBatchSize: (size: number) => StepProgram | Promise<StepProgram>,
  createFeeder: (step: StepProgram) => Feeder,
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
      const made = prepare(size);
      ready.set(size, made);
      return made;
    },
    async dispose() {
      for (const one of ready.values()) await (await one).prepared.dispose();
      ready.clear();
    },
  };
}
