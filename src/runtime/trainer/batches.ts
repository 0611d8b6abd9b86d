/** Batches: the order of the examples is a pure function of the batch number (no iterator state to save). */
import { randomStream } from '../random-streams/index.js';

export interface Batch {
  /** Complete passes over the data before this batch; augmented fields vary from pass to pass. */
  dataPass: number;
  examples: Int32Array;
}

/** Batches by number since the phase began. Each data pass is shuffled independently; its last batch may be smaller. */
export function shuffledBatches(
  seed: number,
  stream: string,
  examples: number,
  batchSize: number,
): (number: number) => Batch {
  const draws = randomStream(seed, `${stream}/shuffle`);
  const perPass = Math.ceil(examples / batchSize);
  let held: { dataPass: number; order: Int32Array } | undefined;
  return (number) => {
    const dataPass = Math.floor(number / perPass);
    if (held?.dataPass !== dataPass) held = { dataPass, order: draws.permutation(dataPass, examples) };
    const start = (number % perPass) * batchSize;
    return { dataPass, examples: held.order.subarray(start, Math.min(start + batchSize, examples)) };
  };
}

/** Batches by number, as `shuffledBatches` has them, of examples in the order of the data in every pass. */
export function batchesInOrder(examples: number, batchSize: number): (number: number) => Batch {
  const order = firstExampleIndices(examples);
  const perPass = Math.ceil(examples / batchSize);
  return (number) => {
    const start = (number % perPass) * batchSize;
    const end = Math.min(start + batchSize, examples);
    return { dataPass: Math.floor(number / perPass), examples: order.subarray(start, end) };
  };
}

/** Examples in the given order. */
export function* orderedBatches(order: Int32Array, batchSize: number): Generator<Batch & { start: number }> {
  for (let start = 0; start < order.length; start += batchSize) {
    yield { dataPass: 0, start, examples: order.subarray(start, Math.min(start + batchSize, order.length)) };
  }
}

/** The first `count` examples of a set in its own order. */
export const firstExampleIndices = (count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => i);
