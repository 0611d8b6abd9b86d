import type { DataStep } from '../../compiler/index.js';
import type { FieldType } from '../../vocabulary/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { IndexedExamples } from './indexed-examples.js';

/** One member of all pairs. */
export interface PairSide {
  /** Its example in a pair, at a visit of the pair. */
  rowAt(pair: number, visit: number): number;
  /** How many passes over the member's examples came before within one visit of all pairs. */
  passAt(pair: number): number;
  /** More than any of these. */
  passes: number;
}

/** Which examples of the members stand side by side. */
export interface JoinedExamples {
  examples: number;
  sides: PairSide[];
  /** Whether they are the same ones at every visit. */
  isFixed: boolean;
}

/** Pairs have the fields of their members: `sign.image`, `digit.image`. */
export function joinedExamples(
  step: Extract<DataStep, { step: 'pair' }>,
  sets: readonly IndexedExamples[],
  { examples, sides, isFixed }: JoinedExamples,
): IndexedExamples {
  const isOnce = step.draw === 'once';
  const fields = nullPrototypeRecord<FieldType>();
  const owners = new Map<string, { set: IndexedExamples; side: PairSide; field: string }>();
  step.members.forEach(({ name }, at) => {
    const [set, side] = [sets[at]!, sides[at]!];
    for (const [field, type] of Object.entries(set.fields)) {
      fields[`${name}.${field}`] = type;
      owners.set(`${name}.${field}`, { set, side, field });
    }
  });

  const rowOf = (side: PairSide, pair: number, visit: number) => side.rowAt(pair, isOnce ? 0 : visit);
  /** The member's own visit. A draw with `once` is made once for each pair; if pairs change, for each example. */
  const visitOf = (side: PairSide, pair: number, visit: number, every: 'once' | 'epoch') => {
    if (isOnce) return side.passAt(pair);
    if (every === 'once') return isFixed ? side.passAt(pair) : 0;
    return visit * side.passes + side.passAt(pair);
  };

  return {
    examples,
    fields,
    gather(field, rows, visits, out) {
      const { set, side, field: own } = owners.get(field)!;
      const theirs = new Int32Array(rows.length);
      const when = new Float64Array(rows.length);
      for (let i = 0; i < rows.length; i++) {
        theirs[i] = rowOf(side, rows[i]!, visits[i]!);
        when[i] = visitOf(side, rows[i]!, visits[i]!, 'epoch');
      }
      set.gather(own, theirs, when, out);
    },
    varies(field) {
      const { set, field: own } = owners.get(field)!;
      return !isOnce && (!isFixed || set.varies(own));
    },
    drawKey(row, visit, every, member) {
      if (member === undefined) return (every === 'once' ? 0 : visit * examples) + row;
      // Of a pair within the pair: the member of that one.
      const dot = member.indexOf('.');
      const name = dot < 0 ? member : member.slice(0, dot);
      const at = step.members.findIndex((one) => one.name === name);
      if (at < 0) throw new Error(`the pair has no member named ${name}`);
      const side = sides[at]!;
      return sets[at]!.drawKey(
        rowOf(side, row, visit),
        visitOf(side, row, visit, every),
        'epoch',
        dot < 0 ? undefined : member.slice(dot + 1),
      );
    },
    classes(field) {
      const owner = owners.get(field);
      if (!owner || (!isFixed && !isOnce)) return null;
      const theirs = owner.set.classes(owner.field);
      return theirs && Int32Array.from({ length: examples }, (_, pair) => theirs[owner.side.rowAt(pair, 0)]!);
    },
  };
}
