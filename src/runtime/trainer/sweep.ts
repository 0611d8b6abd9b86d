/** One pass over examples of a split: for validation, evaluation, features and pictures. */
import type { Program, Wire, WireId } from '../../compiler/index.js';
import { evaluationStep } from '../capture/index.js';
import type { EngineSession, TensorData } from '../engines/index.js';
import { stream } from '../streams/index.js';
import { byName } from '../../names/index.js';
import { programsBySize } from './by-size.js';
import { feeder, type FeedSource } from './feeds.js';
import { orderedBatches } from './passes.js';
import { Stopped } from './problem.js';
import { makeSpare } from './spare.js';
import { stepsOf } from './under-way.js';

export interface Wanted {
  name: string;
  wire: WireId;
}

export interface Sweep {
  /** Go over examples in this order; `each` gets the results of each batch, and where in the order it starts. */
  run(
    order: Int32Array,
    each: (results: Record<string, TensorData>, batch: { start: number; size: number }) => void,
  ): Promise<void>;
  /**
   * Means over all examples, by name. They come in a random order that is always the same, so that what looks at a
   * batch as a whole sees mixed classes, however the data lies.
   */
  means(): Promise<Record<string, number>>;
  dispose(): Promise<void>;
}

/** Give messages a chance: an engine that computes in this thread would keep a request to stop waiting. */
export const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Mean of a result over its batch; one value an example, several, or already the mean itself. */
export function meanOf(values: TensorData): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Make ready to go over a set. Programs are captured when a batch of their size first comes. */
export function makeSweep(
  program: Program,
  what: { wires: readonly Wire[]; wanted: readonly Wanted[]; batchSize: number },
  source: FeedSource,
  session: EngineSession,
  stop: AbortSignal,
): Sweep {
  const spare = makeSpare();
  const programs = programsBySize(
    session,
    (size) => evaluationStep(program, [...what.wires], [...what.wanted], size),
    (step) => feeder(step, what.batchSize, source, spare),
  );

  const run: Sweep['run'] = async (order, each) => {
    const batches = orderedBatches(order, what.batchSize);
    let step = 0;
    const next = async () => {
      if (stop.aborted) throw new Stopped();
      const batch = batches.next();
      if (batch.done) return null;
      const { prepared, feed } = await programs.get(batch.value.examples.length);
      return { prepared, feeds: feed(batch.value, step++, {}), batch: batch.value };
    };
    for await (const { results, batch } of stepsOf(next, spare)) {
      each(results, { start: batch.start, size: batch.examples.length });
      await breathe();
    }
  };

  return {
    run,
    async means() {
      const sums = byName<number>();
      const { examples } = source.set;
      const mixed = stream(source.seed, `${source.scope}/order`).permutation(0, examples);
      await run(mixed, (results, { size }) => {
        for (const { name } of what.wanted) sums[name] = (sums[name] ?? 0) + meanOf(results[name]!) * size;
      });
      return Object.fromEntries(what.wanted.map(({ name }) => [name, (sums[name] ?? NaN) / examples]));
    },
    dispose: () => programs.dispose(),
  };
}
