/**
 * Pairs of examples with the same label. Within a class the members are traversed in parallel, with complete passes
 * over the one that repeats: 180 signs and 5,923 digits of a class make 32 passes over the signs, 5,760 pairs. Each
 * pass is a visit of its own, so a sign with random augmentation looks different in each of its pairs. Classes that
 * some member lacks make no pairs. The pairs of all classes are shuffled together, so that losses over the whole
 * batch (in-batch negatives) see mixed classes.
 */
import type { DataStep } from '../../compiler/index.js';
import type { FieldType } from '../../vocabulary/index.js';
import { randomStream } from '../random-streams/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { IndexedExamples } from './indexed-examples.js';
import { DataError } from './data-error.js';

type PairStep = Extract<DataStep, { step: 'pair' }>;

/** One member of all pairs: its example in each pair, and how many passes over its class came before. */
interface PairSide {
  rows: Int32Array;
  passes: Int32Array;
  /** More than any of `passes`. */
  most: number;
}

function rowsByClass(
  set: IndexedExamples,
  field: string,
  member: string,
  common: readonly number[] | undefined,
): Map<number, number[]> {
  const classes = set.classes(field);
  if (!classes) throw new DataError(`Pairs go by a label; ${field} of ${member} is none.`);
  const rows = new Map<number, number[]>();
  for (let row = 0; row < classes.length; row++) {
    const label = common ? common[classes[row]!]! : classes[row]!;
    if (!rows.has(label)) rows.set(label, []);
    rows.get(label)!.push(row);
  }
  return rows;
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

function pairSides(step: PairStep, sets: readonly IndexedExamples[], seed: number, name: string): PairSide[] {
  const byClass = step.members.map((member, i) =>
    rowsByClass(sets[i]!, step.by, member.name, step.classes?.[i]),
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
  return step.members.map((member, side) => {
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
    return { rows, passes, most: passes.reduce((most, pass) => Math.max(most, pass + 1), 1) };
  });
}

/** Pairs have the fields of their members: `sign.image`, `digit.image`. `name` is the name of their streams. */
export function pairExamples(
  step: PairStep,
  sets: readonly IndexedExamples[],
  seed: number,
  name: string,
): IndexedExamples {
  const sides = pairSides(step, sets, seed, name);
  const examples = sides[0]!.rows.length;

  const visitOf = (side: PairSide, row: number, visit: number, every: 'once' | 'epoch') =>
    (every === 'once' || step.draw === 'once' ? 0 : visit * side.most) + side.passes[row]!;

  const fields = nullPrototypeRecord<FieldType>();
  const owners = new Map<string, { side: number; field: string }>();
  step.members.forEach(({ name }, side) => {
    for (const [field, type] of Object.entries(sets[side]!.fields)) {
      fields[`${name}.${field}`] = type;
      owners.set(`${name}.${field}`, { side, field });
    }
  });

  return {
    examples,
    fields,
    gather(field, rows, visits, out) {
      const owner = owners.get(field)!;
      const side = sides[owner.side]!;
      const theirs = new Int32Array(rows.length);
      const when = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        theirs[i] = side.rows[rows[i]!]!;
        when[i] = visitOf(side, rows[i]!, visits[i]!, 'epoch');
      }
      sets[owner.side]!.gather(owner.field, theirs, when, out);
    },
    varies(field) {
      const owner = owners.get(field)!;
      return step.draw === 'epoch' && sets[owner.side]!.varies(owner.field);
    },
    drawKey(row, visit, every, member) {
      if (member === undefined) return (every === 'once' ? 0 : visit * examples) + row;
      const at = step.members.findIndex(({ name }) => name === member);
      if (at < 0) throw new Error(`the pair has no member named ${member}`);
      const side = sides[at]!;
      // A draw with `once` is made once per pair, so a repeated example has its own draws in each pair.
      return sets[at]!.drawKey(side.rows[row]!, visitOf(side, row, visit, every), 'epoch');
    },
    classes(field) {
      const owner = owners.get(field);
      const theirs = owner ? sets[owner.side]!.classes(owner.field) : null;
      return theirs && Int32Array.from(sides[owner!.side]!.rows, (row) => theirs[row]!);
    },
  };
}
