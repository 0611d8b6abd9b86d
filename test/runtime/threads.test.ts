import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { planThreads, type Share } from '../../src/runtime/threads.js';

const shares = fc
  .array(fc.tuple(fc.array(fc.nat(), { maxLength: 3 }), fc.double({ min: 0, max: 1e12, noNaN: true })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((rows) =>
    rows.map(([row, work], i): Share => ({
      name: `p${i}`,
      after: i === 0 ? [] : [...new Set(row.map((n) => `p${n % i}`))],
      work,
    })),
  );

describe('planThreads', () => {
  it('gives each phase at least one thread and at most all cores', () => {
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 64 }), (plan, cores) => {
        const threads = planThreads(plan, cores);
        expect([...threads.keys()]).toEqual(plan.map(({ name }) => name));
        for (const number of threads.values()) {
          expect(number).toBeGreaterThanOrEqual(1);
          expect(number).toBeLessThanOrEqual(cores);
          expect(Number.isInteger(number)).toBe(true);
        }
      }),
    );
  });

  it('gives all cores to phases that run one after another', () => {
    const chain = [
      { name: 'first', after: [], work: 5 },
      { name: 'second', after: ['first'], work: 1 },
    ];
    expect([...planThreads(chain, 8).values()]).toEqual([8, 8]);
  });

  it('divides the cores between phases that run side by side', () => {
    const pair = ['left', 'right'].map((name) => ({ name, after: [], work: 1 }));
    expect([...planThreads(pair, 8).values()]).toEqual([4, 4]);
  });

  it('gives what runs on alone for most of its time what the short one beside it does not need', () => {
    const plan = [
      { name: 'short', after: [], work: 1 },
      { name: 'long', after: [], work: 20 },
    ];
    expect(planThreads(plan, 2)).toEqual(
      new Map([
        ['short', 1],
        ['long', 2],
      ]),
    );
  });
});
