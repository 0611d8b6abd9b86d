/** Evaluation loop over a split: for validation, evaluation, feature precomputation and translation grids. */
import type { Program, Wire } from '../../compiler/index.js';
import { evaluationStep } from '../capture/index.js';
import type { PhasePart } from '../api/index.js';
import type { EngineSession, TensorData } from '../engines/index.js';
import { randomStream } from '../random-streams/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { createProgramCache } from './program-cache.js';
import { createStepFeeder, type FeedSource } from './step-feeds.js';
import { orderedBatches } from './batches.js';
import { TrainingStoppedError } from './training-errors.js';
import { createBufferPool } from './buffer-pool.js';
import { collectTotals, splitFigures, type NamedWire } from './total-figures.js';
import type { PhaseClock } from './phase-clock.js';
import { pipelineSteps } from './step-pipeline.js';

export interface EvaluationLoop {
  /**
   * Runs over examples in this order; `each` receives the results of each batch, and the position of its first
   * example in the order.
   */
  run(
    order: Int32Array,
    each: (results: Record<string, TensorData>, batch: { start: number; size: number }) => void,
  ): Promise<void>;
  /**
   * Means over all examples, or figures of all examples together, by name. The examples are shuffled in a fixed random
   * order, so that wires that look at the whole batch see mixed classes, however the data is sorted.
   */
  means(): Promise<Record<string, number>>;
  dispose(): Promise<void>;
}

/** Yields to the event loop: with an engine that computes in this thread, a request to stop would wait otherwise. */
export const yieldToEventLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Mean of a result over its batch; it has one value per example, several, or is the mean already. */
export function batchMean(values: TensorData): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/**
 * Creates an evaluation loop over a set. A program is captured when the first batch of its size comes.
 *
 * @param timed what its steps count as
 */
export function createEvaluationLoop(
  program: Program,
  request: { wires: readonly Wire[]; wanted: readonly NamedWire[]; batchSize: number },
  source: FeedSource,
  session: EngineSession,
  stop: AbortSignal,
  timed?: { clock: PhaseClock; part: PhasePart },
): EvaluationLoop {
  const buffers = createBufferPool();
  const figures = splitFigures(request.wires, request.wanted);
  const { wanted: rows } = collectTotals(request.wires, figures.totals, 0);
  const results = [...figures.means, ...rows];
  const programs = createProgramCache(
    session,
    (size) => evaluationStep(program, [...request.wires], results, size),
    (step) => createStepFeeder(step, request.batchSize, source, buffers),
    timed?.clock,
  );

  const runBatches: EvaluationLoop['run'] = async (order, each) => {
    const batches = orderedBatches(order, request.batchSize);
    let step = 0;
    const next = async () => {
      if (stop.aborted) throw new TrainingStoppedError();
      const batch = batches.next();
      if (batch.done) return null;
      const { prepared, feed } = await programs.get(batch.value.examples.length);
      return { prepared, feeds: feed(batch.value, step++, {}), batch: batch.value };
    };
    for await (const { results, batch } of pipelineSteps(next, buffers)) {
      each(results, { start: batch.start, size: batch.examples.length });
      await yieldToEventLoop();
    }
  };

  const run: EvaluationLoop['run'] = (order, each) =>
    timed ? timed.clock.inSteps(timed.part, session, () => runBatches(order, each)) : runBatches(order, each);

  return {
    run,
    async means() {
      const sums = nullPrototypeRecord<number>();
      const { examples } = source.set;
      const totals = collectTotals(request.wires, figures.totals, examples);
      const mixed = randomStream(source.seed, `${source.scope}/order`).permutation(0, examples);
      await run(mixed, (found, batch) => {
        for (const { name } of figures.means)
          sums[name] = (sums[name] ?? 0) + batchMean(found[name]!) * batch.size;
        totals.collect(found, batch);
      });
      const ends = totals.values();
      return nullPrototypeRecord(
        request.wanted.map(({ name }): [string, number] => [
          name,
          ends[name] ?? (sums[name] ?? NaN) / examples,
        ]),
      );
    },
    dispose: () => programs.dispose(),
  };
}
