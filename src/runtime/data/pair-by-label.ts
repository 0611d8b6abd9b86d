/**
 * Pairs of examples with the same label. Within a class the members are traversed in parallel, with complete passes
 * over the one that repeats: 180 signs and 5,923 digits of a class make 32 passes over the signs, 5,760 pairs. Each
 * pass is a visit of its own, so a sign with random augmentation looks different in each of its pairs. Classes that
 * some member lacks make no pairs. The pairs of all classes are shuffled together, so that losses over the whole
 * batch (in-batch negatives) see mixed classes.
 */
import type { DataStep } from '../../compiler/index.js';
import { randomStream } from '../random-streams/index.js';
import type { IndexedExamples } from './indexed-examples.js';
import type { JoinedExamples, PairSide } from './joined-examples.js';
import { DataError } from './data-error.js';
import { rowsByClass } from './rows-by-class.js';

type PairStep = Extract<DataStep, { step: 'pair' }>;

function rowsByCommonClass(
  set: IndexedExamples,
  field: string,
  member: string,
  common: readonly number[] | undefined,
): Map<number, number[]> {
  const classes = set.classes(field);
  if (!classes) throw new DataError(`Pairs go by a label; ${field} of ${member} is none.`);
  return rowsByClass(common ? Int32Array.from(classes, (one) => common[one]!) : classes);
}

/** Number of pairs of a class, from the number of its examples in each member. */
function pairCountOfClass(step: PairStep, counts: readonly number[]): number {
  if (Math.min(...counts) === 0) return 0;
  const repeated = step.members.findIndex(({ name }) => name === step.repeat);
  if (repeated < 0) return step.order === 'shuffle' ? Math.max(...counts) : Math.min(...counts);
  const others = Math.min(...counts.filter((_, i) => i !== repeated));
  const pass = counts[repeated]!;
  // Fewer than one pass: each of the others still occurs once.
  return others < pass ? others : Math.floor(others / pass) * pass;
}

/** The members of all pairs. `name` is the name of their streams. */
export function pairByLabel(
  step: PairStep,
  sets: readonly IndexedExamples[],
  seed: number,
  name: string,
): JoinedExamples {
  const byClass = step.members.map((member, i) =>
    rowsByCommonClass(sets[i]!, step.by!, member.name, step.classes?.[i]),
  );
  const labels = [...new Set(byClass.flatMap((rows) => [...rows.keys()]))].sort((a, b) => a - b);
  const counts = labels.map((label) =>
    pairCountOfClass(
      step,
      byClass.map((rows) => rows.get(label)?.length ?? 0),
    ),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mixed = randomStream(seed, `${name}/order`).permutation(0, total);
  const sides = step.members.map((member, side): PairSide => {
    const draws = randomStream(seed, `${name}/${member.name}`);
    const rows = new Int32Array(total);
    const passes = new Int32Array(total);
    let at = 0;
    let order = 0;
    labels.forEach((label, which) => {
      const own = byClass[side]!.get(label) ?? [];
      for (let start = 0; start < counts[which]!; start += own.length) {
        const shuffled = step.order === 'shuffle' ? draws.permutation(order++, own.length) : null;
        for (let i = 0; i < Math.min(own.length, counts[which]! - start); i++, at++) {
          const place = mixed[at]!;
          rows[place] = own[shuffled ? shuffled[i]! : i]!;
          passes[place] = start / own.length;
        }
      }
    });
    return {
      rowAt: (pair) => rows[pair]!,
      passAt: (pair) => passes[pair]!,
      passes: passes.reduce((most, pass) => Math.max(most, pass + 1), 1),
    };
  });
  return { examples: total, sides, isFixed: true };
}
