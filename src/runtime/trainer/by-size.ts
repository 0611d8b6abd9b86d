import type { StepProgram } from '../capture/index.js';
import type { EngineSession, PreparedProgram } from '../engines/index.js';
import type { Feeder } from './feeds.js';

/** A step for batches of one size, and what fills its inputs. */
export interface Ready {
  prepared: PreparedProgram;
  feed: Feeder;
}

export interface BySize {
  /** The step for a batch, captured and prepared when a batch of its size first comes. */
  get(size: number): Promise<Ready>;
  dispose(): Promise<void>;
}

/** Steps by the size of their batch: the last one of a pass may be smaller than the others. */
export function programsBySize(
  session: EngineSession,
  capture: (size: number) => StepProgram | Promise<StepProgram>,
  feederOf: (step: StepProgram) => Feeder,
): BySize {
  const ready = new Map<number, Promise<Ready>>();
  const prepare = async (size: number): Promise<Ready> => {
    const step = await capture(size);
    return { prepared: await session.prepare(step), feed: feederOf(step) };
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
