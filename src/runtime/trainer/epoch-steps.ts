/** The steps of an epoch, whatever they are for: in order, through the pipeline, counted, and told of. */
import type { EpochRecord } from '../api/index.js';
import type { EngineSession, TensorData } from '../engines/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { TrainingProgress } from '../store/index.js';
import type { Batch } from './batches.js';
import type { BufferPool } from './buffer-pool.js';
import { yieldToEventLoop } from './evaluation-loop.js';
import type { createRemainingTimeEstimator } from './remaining-time.js';
import { pipelineSteps, type StepRequest } from './step-pipeline.js';
import type { TrainingContext } from './training-context.js';

const PROGRESS_INTERVAL_MS = 250;

export interface EpochSteps {
  progress: TrainingProgress;
  /** Steps of an epoch. */
  steps: number;
  /** By its number since the phase began. */
  batches: (number: number) => Batch;
  buffers: BufferPool;
  remainingTime: ReturnType<typeof createRemainingTimeEstimator>;
  /** A step for a batch. */
  request(batch: Batch, number: number): Promise<StepRequest>;
  /** What a step of `size` examples has computed, before it counts as done. */
  take(results: Record<string, TensorData>, size: number): void | Promise<void>;
  /** The loss of the epoch so far, for those who watch; null if there is none. */
  loss(): number | null;
}

/** Runs the steps of an epoch that are left; after a request to stop, none but those that are under way. */
export const runEpochSteps = (
  training: Pick<TrainingContext, 'phase' | 'clock' | 'emit' | 'stop'>,
  session: EngineSession,
  epoch: EpochSteps,
): Promise<void> => training.clock.inSteps('steps', session, () => runSteps(training, epoch));

async function runSteps(
  { phase, emit, stop }: Pick<TrainingContext, 'phase' | 'emit' | 'stop'>,
  { progress, steps, batches, buffers, remainingTime, request, take, loss }: EpochSteps,
): Promise<void> {
  const begun = performance.now();
  const before = { epoch: progress.epochSeconds, all: progress.seconds };
  const next = async (inFlight: number) => {
    const step = progress.step + inFlight;
    if (step >= steps || stop.aborted) return null;
    const number = progress.epoch * steps + step;
    const batch = batches(number);
    return { ...(await request(batch, number)), size: batch.examples.length };
  };
  let lastReport = 0;
  for await (const { results, size } of pipelineSteps(next, buffers)) {
    await take(results, size);
    progress.examples += size;
    progress.step += 1;
    const now = performance.now();
    progress.epochSeconds = before.epoch + (now - begun) / 1000;
    progress.seconds = before.all + (now - begun) / 1000;
    if (now - lastReport > PROGRESS_INTERVAL_MS || progress.step === steps) {
      lastReport = now;
      emit({
        event: 'progress',
        phase: phase.name,
        epoch: progress.epoch + 1,
        step: progress.step,
        steps,
        loss: loss(),
        secondsLeft: remainingTime.left(progress.epoch * steps + progress.step),
      });
    }
    await yieldToEventLoop();
  }
}

/** Puts an epoch that is over among those that are done. `spent`: seconds since its last step. */
export function closeEpoch(
  progress: TrainingProgress,
  epoch: number,
  metrics: EpochRecord['metrics'],
  spent: number,
): EpochRecord {
  const record = { epoch, seconds: progress.epochSeconds + spent, metrics };
  progress.history.push(record);
  progress.epoch = epoch;
  progress.seconds += spent;
  Object.assign(progress, { step: 0, sums: nullPrototypeRecord(), examples: 0, epochSeconds: 0 });
  return record;
}
