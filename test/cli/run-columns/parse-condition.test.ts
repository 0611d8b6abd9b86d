/** Conditions mean what they say, however they are written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, parseCondition } from '../../../src/cli/run-columns/index.js';
import type { LabelledRun, Manifest } from '../../../src/runtime/index.js';

/** Null for a figure that the run does not have, or that is no number. */
type Figures = Record<'a' | 'b' | 'c', number | null>;

const runWith = (figures: Figures): LabelledRun => ({
  manifest: {
    run: 'r',
    graph: 'g',
    status: 'done',
    started: '2026-01-01T00:00:00Z',
    params: [],
    phases: [],
    // In a manifest null is NaN.
    evaluations: Object.entries(figures).map(([name, value]) => ({ name, value })),
  } as unknown as Manifest,
  label: { name: null, tags: [], note: null },
});

const number = fc.integer({ min: -3, max: 3 });
const figures: fc.Arbitrary<Figures> = fc.record({
  a: fc.option(number),
  b: fc.option(number),
  c: fc.option(number),
});

/** A condition as text, and what it means. */
interface Meant<T> {
  text: string;
  value(of: Figures): T | null;
}

const both = <A, B, T>(a: A | null, b: B | null, join: (a: A, b: B) => T): T | null =>
  a === null || b === null ? null : join(a, b);

const COMPARISONS = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
};

const operand: fc.Arbitrary<Meant<number>> = fc.letrec<{ sum: Meant<number>; leaf: Meant<number> }>(
  (tie) => ({
    leaf: fc.oneof(
      number.map((value) => ({ text: String(value), value: () => value })),
      fc.constantFrom('a' as const, 'b' as const, 'c' as const).map((name) => ({
        text: name,
        value: (of: Figures) => of[name],
      })),
    ),
    sum: fc.oneof(
      { depthSize: 'small' },
      tie('leaf'),
      fc.tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum')).map(([left, sign, right]) => ({
        text: `(${left.text} ${sign} ${right.text})`,
        value: (of: Figures) =>
          both(left.value(of), right.value(of), (a, b) =>
            sign === '+' ? a + b : sign === '-' ? a - b : a * b,
          ),
      })),
    ),
  }),
).sum;

const condition: fc.Arbitrary<Meant<boolean>> = fc.letrec<{ whole: Meant<boolean> }>((tie) => ({
  whole: fc.oneof(
    { depthSize: 'small' },
    fc
      .tuple(operand, fc.constantFrom(...(Object.keys(COMPARISONS) as (keyof typeof COMPARISONS)[])), operand)
      .map(([left, sign, right]) => ({
        text: `${left.text} ${sign} ${right.text}`,
        value: (of: Figures) => both(left.value(of), right.value(of), COMPARISONS[sign]),
      })),
    tie('whole').map((inner) => ({
      text: `not (${inner.text})`,
      value: (of: Figures) => {
        const value = inner.value(of);
        return value === null ? null : !value;
      },
    })),
    fc.tuple(tie('whole'), fc.boolean(), tie('whole')).map(([left, isAnd, right]) => ({
      text: `(${left.text}) ${isAnd ? 'and' : 'or'} (${right.text})`,
      value: (of: Figures) => {
        const values = [left.value(of), right.value(of)];
        if (values.includes(!isAnd)) return !isAnd;
        return values.includes(null) ? null : isAnd;
      },
    })),
  ),
})).whole;

describe('a condition', () => {
  it('is true, false or unknown as its parts say', () => {
    fc.assert(
      fc.property(condition, figures, ({ text, value }, of) => {
        const run = runWith(of);
        const parsed = parseCondition(text, columnsOf([run]));
        expect(parsed(run), text).toBe(value(of));
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it('binds `not` closer than `and`, and `and` closer than `or`', () => {
    const run = runWith({ a: 1, b: 2, c: 3 });
    const parsed = parseCondition('a == 1 or b == 1 and not c == 3 and a == 2', columnsOf([run]));
    expect(parsed(run)).toBe(true);
  });
});
