/**
 * Prefetch pipeline: the next step is submitted while the current one runs, so an engine with its own thread never
 * waits for a batch.
 */
import type { StepFeeds, PreparedProgram, TensorData } from '../engines/index.js';
import type { BufferPool } from './buffer-pool.js';

export interface StepRequest {
  prepared: PreparedProgram;
  feeds: StepFeeds;
}

export type CompletedStep<T> = T & { results: Record<string, TensorData> };

/** Pipeline depth: one step running and one queued. */
const MAX_STEPS_IN_FLIGHT = 2;

/**
 * Runs steps and yields them in order, each with its results. `next` makes the next step, given the number of steps
 * in flight, until it returns null; steps in flight are still yielded then. All of them must be consumed before the
 * engine's state is read or written.
 */
export async function* pipelineSteps<T extends StepRequest>(
  next: (inFlight: number) => T | null | Promise<T | null>,
  buffers: BufferPool,
): AsyncGenerator<CompletedStep<T>, void, undefined> {
  const inFlight: { step: T; running: Promise<Record<string, TensorData>> }[] = [];
  for (;;) {
    while (inFlight.length < MAX_STEPS_IN_FLIGHT) {
      const step = await next(inFlight.length);
      if (step === null) break;
      const running = step.prepared.run(step.feeds);
      // Rejections are handled when the step is awaited; if an earlier step fails, this one is never awaited.
      running.catch(() => undefined);
      inFlight.push({ step, running });
    }
    const first = inFlight.shift();
    if (!first) return;
    const results = await first.running;
    yield { ...first.step, results };
    buffers.release(first.step.feeds);
  }
}
