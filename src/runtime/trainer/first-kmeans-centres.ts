import type { Wire } from '../../compiler/index.js';
import { firstCentres } from '../closed-forms/index.js';
import type { EngineSession } from '../engines/index.js';
import { elementsPerExample } from '../plan/index.js';
import { randomStream } from '../random-streams/index.js';
import { createEvaluationLoop } from './evaluation-loop.js';
import type { StateDict } from './load-weights.js';
import type { FeedSource } from './step-feeds.js';
import type { TrainingContext } from './training-context.js';

/** Examples that are looked at for the first centres: that many in all, or for each centre. */
const [MOST_SAMPLED, SAMPLED_PER_CENTRE] = [1000, 64];

/** First centres by k-means++ on examples that are drawn by the seed and held in memory. */
export async function firstKmeansCentres(
  { program, phase, stop }: TrainingContext,
  given: { session: EngineSession; source: FeedSource; wires: readonly Wire[]; state: StateDict },
): Promise<Float64Array> {
  const { session, source, wires, state } = given;
  const solve = phase.solve!;
  const size = elementsPerExample(phase.wires[solve.inputs]!.type.shape.slice(1));
  const count = state.get(solve.solved[0]!.weight)!.shape[0]!;
  const scope = `${phase.stream}/kmeans`;
  const draws = randomStream(program.seed, scope);
  const { examples } = source.set;
  const sampled = Math.min(examples, Math.max(MOST_SAMPLED, SAMPLED_PER_CENTRE * count));
  const order = draws.permutation(0, examples).subarray(0, sampled);
  const values = new Float32Array(sampled * size);
  const loop = createEvaluationLoop(
    program,
    { wires, wanted: [{ name: 'inputs', wire: solve.inputs }], batchSize: phase.batchSize },
    { ...source, scope },
    session,
    stop,
  );
  await loop.run(order, ({ inputs }, { start }) => values.set(inputs!, start * size));
  await loop.dispose();
  let position = 0;
  const uniform = (numbers: number): Float32Array => {
    const out = new Float32Array(numbers);
    draws.uniform(position, out);
    position += numbers;
    return out;
  };
  return Float64Array.from(firstCentres(values, size, count, uniform));
}
