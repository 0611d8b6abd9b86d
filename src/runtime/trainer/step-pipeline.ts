/** Steps are asked for before those before them are done: an engine with a thread of its own never waits for a batch. */
import type { Feeds, PreparedProgram, TensorData } from '../engines/index.js';
import type { BufferPool } from './buffer-pool.js';

export interface StepRequest {
  prepared: PreparedProgram;
  feeds: Feeds;
}

export type CompletedStep<T> = T & { results: Record<string, TensorData> };

/** One step that is being computed, and one that the engine finds when that is done. */
const MAX_STEPS_IN_FLIGHT = 2;

/**
 * Compute steps and hand them back in their order, each with its results. `next` makes the next step, told how many are
 * under way, until it answers null; what is under way then is still handed back. Whoever reads or writes the engine's
 * state must have taken all of them.
 */
export async function* pipelineSteps<T extends StepRequest>(
  next: (underWay: number) => T | null | Promise<T | null>,
  buffers: BufferPool,
): AsyncGenerator<CompletedStep<T>, void, undefined> {
  const underWay: { step: T; running: Promise<Record<string, TensorData>> }[] = [];
  for (;;) {
    while (underWay.length < MAX_STEPS_IN_FLIGHT) {
      const step = await next(underWay.length);
      if (step === null) break;
      const running = step.prepared.run(step.feeds);
      // Heard when its turn comes. If the one before it fails, nobody asks.
      running.catch(() => undefined);
      underWay.push({ step, running });
    }
    const first = underWay.shift();
    if (!first) return;
    const results = await first.running;
    yield { ...first.step, results };
    buffers.release(first.step.feeds);
  }
}
