/** Examples side by side that need not agree in a label: row by row, or each member in an order of its own. */
import { pairCount, type DataStep } from '../../compiler/index.js';
import { randomStream } from '../random-streams/index.js';
import type { IndexedExamples } from './indexed-examples.js';
import type { JoinedExamples, PairSide } from './joined-examples.js';
import { DataError } from './data-error.js';

type PairStep = Extract<DataStep, { step: 'pair' }>;

/** Numbers of orders that are kept, at least those of two visits: the one that is gathered, and the next, read ahead. */
const MAX_KEPT = 2 ** 22;

/**
 * Example i of each member. A data set that is a member twice makes two views: their draws are their own. Throws
 * DataError if one member has more examples than another.
 */
export function pairByRow({ members }: PairStep, sets: readonly IndexedExamples[]): JoinedExamples {
  const [first] = sets;
  const other = sets.findIndex(({ examples }) => examples !== first!.examples);
  if (other >= 0) {
    const count = (at: number) =>
      `${members[at]!.name} (${members[at]!.dataset}) has ${sets[at]!.examples.toLocaleString('en')}`;
    throw new DataError(`Pairs by row need as many examples in each member: ${count(0)}, ${count(other)}.`);
  }
  const sides = members.map(({ dataset }, at): PairSide => {
    const isSame = (other: { dataset: string }) => other.dataset === dataset;
    const before = members.slice(0, at).filter(isSame).length;
    return { rowAt: (pair) => pair, passAt: () => before, passes: members.filter(isSame).length };
  });
  return { examples: first!.examples, sides, isFixed: true };
}

/**
 * Each member in an order of its own, which has nothing to do with the others' and changes with every visit. A member
 * that is shorter than the pairs are is gone over again, each pass in another order; of a longer one every visit has
 * other examples. `name` is the name of the streams.
 */
export function pairIndependently(
  step: PairStep,
  sets: readonly IndexedExamples[],
  seed: number,
  name: string,
): JoinedExamples {
  const counts = sets.map(({ examples }) => examples);
  const examples =
    Math.min(...counts) === 0
      ? 0
      : pairCount(
          step.length,
          step.members.map(({ name: member }) => member),
          counts,
        );
  const sides = step.members.map((member, at): PairSide => {
    const count = counts[at]!;
    const passes = Math.max(1, Math.ceil(examples / count));
    const draws = randomStream(seed, `${name}/${member.name}`);
    const mostKept = Math.max(2, Math.floor(MAX_KEPT / (passes * count)));
    const kept = new Map<number, Int32Array[]>();
    const orderOf = (visit: number, pass: number): Int32Array => {
      let orders = kept.get(visit);
      if (!orders) {
        if (kept.size >= mostKept) kept.delete(kept.keys().next().value!);
        kept.set(visit, (orders = []));
      }
      return (orders[pass] ??= draws.permutation(visit * passes + pass, count));
    };
    return {
      rowAt: (pair, visit) => orderOf(visit, Math.floor(pair / count))[pair % count]!,
      passAt: (pair) => Math.floor(pair / count),
      passes,
    };
  });
  return { examples, sides, isFixed: false };
}
