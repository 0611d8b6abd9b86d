/** In which order a phase sees its examples. Everything is a function of the batch's number: nothing is remembered. */
import { randomStream } from '../random-streams/index.js';

export interface Batch {
  /** How many times the data was gone through before; fields that vary do so from pass to pass. */
  pass: number;
  examples: Int32Array;
}

export const batchesPerDataPass = (examples: number, batchSize: number) => Math.ceil(examples / batchSize);

/** The batch of each number since the phase began. Each pass has an order of its own; its last batch may be smaller. */
export function shuffledBatches(
  seed: number,
  phase: string,
  examples: number,
  batchSize: number,
): (number: number) => Batch {
  const draws = randomStream(seed, `${phase}/shuffle`);
  const perPass = batchesPerDataPass(examples, batchSize);
  let held: { pass: number; order: Int32Array } | undefined;
  return (number) => {
    const pass = Math.floor(number / perPass);
    if (held?.pass !== pass) held = { pass, order: draws.permutation(pass, examples) };
    const start = (number % perPass) * batchSize;
    return { pass, examples: held.order.subarray(start, Math.min(start + batchSize, examples)) };
  };
}

/** Examples in the given order. */
export function* orderedBatches(order: Int32Array, batchSize: number): Generator<Batch & { start: number }> {
  for (let start = 0; start < order.length; start += batchSize) {
    yield { pass: 0, start, examples: order.subarray(start, Math.min(start + batchSize, order.length)) };
  }
}

/** The first `count` examples of a set in its own order. */
export const firstExampleIndices = (count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => i);
