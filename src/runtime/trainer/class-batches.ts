/**
 * Batches of classes: `each` examples of each of `classes` classes, as losses that compare examples need them
 * (Hermans, Beyer, Leibe: In Defense of the Triplet Loss for Person Re-Identification, 2017). Like the batches of
 * `shuffledBatches` they are a function of the number of the batch.
 */
import type { ClassBatch } from '../../compiler/index.js';
import { DataError, rowsByClass } from '../data/index.js';
import { randomStream } from '../random-streams/index.js';
import type { Batch } from './batches.js';

/**
 * In each round the classes come in a new random order, so many to a batch; those that fill no batch are left out. A class
 * gives its next examples in each round, whether it is left out or not, in a random order that is new when it has given
 * all. So in one round no example comes twice: the round is the pass by which what is moved at random is drawn.
 *
 * @param classOf the class of each example
 * @param nameOf of a class, for messages
 */
export function classBatches(
  seed: number,
  stream: string,
  classOf: ArrayLike<number>,
  { label, classes, each }: ClassBatch,
  nameOf: (one: number) => string,
): (number: number) => Batch {
  const groups = [...rowsByClass(classOf)]
    .map(([number, examples]) => ({ number, examples }))
    .sort((a, b) => a.number - b.number);
  if (groups.length < classes)
    throw new DataError(
      `A batch is to have ${classes} classes of ${label}; the training data has examples of ${groups.length}.`,
    );
  const small = groups.find(({ examples }) => examples.length < each);
  if (small)
    throw new DataError(
      `A batch is to have ${each} examples of each class of ${label}; ${nameOf(small.number)} has ${small.examples.length}.`,
    );
  const rounds = randomStream(seed, `${stream}/shuffle`);
  const orders = groups.map(({ number }) => randomStream(seed, `${stream}/shuffle/${number}`));
  const held: { pass: number; order: Int32Array }[] = [];
  const perRound = Math.floor(groups.length / classes);
  let round: { number: number; order: Int32Array } | undefined;

  const orderOf = (group: number, pass: number): Int32Array => {
    if (held[group]?.pass !== pass)
      held[group] = { pass, order: orders[group]!.permutation(pass, groups[group]!.examples.length) };
    return held[group].order;
  };
  return (number) => {
    const at = Math.floor(number / perRound);
    if (round?.number !== at) round = { number: at, order: rounds.permutation(at, groups.length) };
    const first = (number % perRound) * classes;
    const examples = new Int32Array(classes * each);
    round.order.subarray(first, first + classes).forEach((group, place) => {
      const own = groups[group]!.examples;
      const perPass = Math.floor(own.length / each);
      const order = orderOf(group, Math.floor(at / perPass));
      const start = (at % perPass) * each;
      for (let i = 0; i < each; i += 1) examples[place * each + i] = own[order[start + i]!]!;
    });
    return { dataPass: at, examples };
  };
}
