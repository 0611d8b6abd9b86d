import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/index.js';
import { DataError } from '../../../src/runtime/data/index.js';
import { classBatches } from '../../../src/runtime/trainer/class-batches.js';
import { digitsGraph } from '../../support/digits-graph.js';

const nameOf = (one: number): string => `class ${one}`;

/** Classes of some examples, and batches that they suffice for. */
const cases = fc
  .record({
    each: fc.integer({ min: 1, max: 4 }),
    classes: fc.integer({ min: 1, max: 4 }),
    sizes: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 4, maxLength: 8 }),
    seed: fc.nat(1000),
  })
  .map(({ each, classes, sizes, seed }) => {
    // A class without examples is left out; the others have enough.
    const counts = sizes.map((size, at) => (size === 0 && at >= classes ? 0 : each + size));
    const classOf = counts.flatMap((count, at) => Array.from({ length: count }, () => at));
    return { each, classes, counts, classOf, seed };
  });

describe('batches of classes', () => {
  it('have so many examples of so many classes, none twice in a round', () => {
    fc.assert(
      fc.property(cases, ({ each, classes, counts, classOf, seed }) => {
        const batches = classBatches(seed, 'learn', classOf, { label: 'label', classes, each }, nameOf);
        const rounds = new Map<number, Set<number>>();
        for (let number = 0; number < 12; number += 1) {
          const { examples, dataPass } = batches(number);
          const found = new Map<number, number>();
          for (const example of examples)
            found.set(classOf[example]!, (found.get(classOf[example]!) ?? 0) + 1);
          expect([...found.values()]).toEqual(Array.from({ length: classes }, () => each));
          const seen = rounds.get(dataPass) ?? new Set<number>();
          rounds.set(dataPass, seen);
          for (const example of examples) {
            expect(seen.has(example)).toBe(false);
            seen.add(example);
          }
        }
        const present = counts.filter((count) => count > 0).length;
        expect(rounds.size).toBe(Math.ceil(12 / Math.floor(present / classes)));
      }),
      { numRuns: 100 },
    );
  });

  it('are a function of their number, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(40), { minLength: 1, maxLength: 10 }), (given, numbers) => {
        const { each, classes, classOf, seed } = given;
        const of = () => classBatches(seed, 'learn', classOf, { label: 'label', classes, each }, nameOf);
        const jumping = of();
        for (const number of numbers) expect(jumping(number)).toEqual(of()(number));
      }),
      { numRuns: 50 },
    );
  });

  it('take every example in time', () => {
    const classOf = Array.from({ length: 100 }, (_, at) => at % 7);
    const batches = classBatches(1, 'learn', classOf, { label: 'label', classes: 3, each: 4 }, nameOf);
    const seen = new Set(Array.from({ length: 80 }, (_, at) => [...batches(at).examples]).flat());
    expect(seen.size).toBe(100);
  });

  it('are refused where the data has too few classes, or too few examples of one', () => {
    const made = (classes: number, each: number) => () =>
      classBatches(1, 'learn', [0, 0, 2, 2, 2], { label: 'kind', classes, each }, (one) => `kind ${one}`);
    expect(made(3, 1)).toThrow(DataError);
    expect(made(3, 1)).toThrow('A batch is to have 3 classes of kind; the training data has examples of 2.');
    expect(made(2, 3)).toThrow('A batch is to have 3 examples of each class of kind; kind 0 has 2.');
  });

  it('decide what is trained', () => {
    const fingerprintOf = (on: string) => {
      const text = digitsGraph.replace(/\bon: .*/, `on: ${on}`);
      const { program, diagnostics } = check(text);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      return program!.phases[0]!.fingerprint.weights;
    };
    const shuffled = fingerprintOf('{data: digits, batch_size: 16}');
    const byClass = fingerprintOf('{data: digits, batch: {classes: 4, each: 4}}');
    expect(byClass).not.toBe(shuffled);
    expect(fingerprintOf('{data: digits, batch: {classes: 2, each: 8}}')).not.toBe(byClass);
    expect(fingerprintOf('{data: digits, batch: {classes: 4, each: 4, by: label}}')).toBe(byClass);
  });
});
