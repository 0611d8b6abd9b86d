import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { simulateSchedule, type PhaseWorkload } from '../../../src/runtime/plan/schedule-simulation.js';
import { allocateThreads } from '../../../src/runtime/plan/thread-allocation.js';

const shares = fc
  .array(fc.tuple(fc.array(fc.nat(), { maxLength: 3 }), fc.double({ min: 0, max: 1e12, noNaN: true })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((rows) =>
    rows.map(([row, work], i): PhaseWorkload => ({
      name: `p${i}`,
      after: i === 0 ? [] : [...new Set(row.map((n) => `p${n % i}`))],
      work,
    })),
  );

const threadsOf = (...args: Parameters<typeof allocateThreads>) => [
  ...allocateThreads(...args).threads.values(),
];

describe('allocateThreads', () => {
  it('gives each phase at least one thread and at most all cores, and an order in which all can run', () => {
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 64 }), (plan, cores) => {
        const { threads, startOrder: order } = allocateThreads(plan, cores);
        expect([...threads.keys()]).toEqual(plan.map(({ name }) => name));
        for (const number of threads.values()) {
          expect(number).toBeGreaterThanOrEqual(1);
          expect(number).toBeLessThanOrEqual(cores);
          expect(Number.isInteger(number)).toBe(true);
        }
        expect([...order].sort()).toEqual(plan.map(({ name }) => name).sort());
      }),
    );
  });

  it('ends no later than with one thread each, or with all cores each', () => {
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 16 }), (plan, cores) => {
        const { makespan: end } = simulateSchedule(plan, threadsOf(plan, cores), cores);
        for (const uniform of [1, cores]) {
          const other = simulateSchedule(
            plan,
            plan.map(() => uniform),
            cores,
          ).makespan;
          // Improvements of less than one percent don't count.
          expect(end).toBeLessThanOrEqual(other * 1.011);
        }
      }),
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(shares, fc.integer({ min: 1, max: 16 }), (plan, cores) => {
        expect(allocateThreads(plan, cores)).toEqual(allocateThreads(plan, cores));
      }),
    );
  });

  it('gives all cores to phases that run one after another', () => {
    const chain = [
      { name: 'first', after: [], work: 5 },
      { name: 'second', after: ['first'], work: 1 },
    ];
    expect(threadsOf(chain, 8)).toEqual([8, 8]);
  });

  it('gives none more than it can make use of', () => {
    expect(threadsOf([{ name: 'alone', after: [], work: 5 }], 8, 1)).toEqual([1]);
  });

  it('divides the cores between phases that run side by side', () => {
    const pair = ['left', 'right'].map((name) => ({ name, after: [], work: 1 }));
    expect(threadsOf(pair, 8)).toEqual([4, 4]);
  });

  it('runs a short phase and a long one one after the other rather than leave cores idle', () => {
    const plan = [
      { name: 'short', after: [], work: 1 },
      { name: 'long', after: [], work: 20 },
    ];
    expect(threadsOf(plan, 2)[1]).toBe(2);
  });

  it('begins with what most waits for, and leaves no core idle for long', () => {
    // The reference's pipeline, in seconds on one core.
    const plan = [
      { name: 'classify_mnist', after: [], work: 312 },
      { name: 'classify_signs', after: [], work: 361 },
      { name: 'denoise_mnist', after: [], work: 1703 },
      { name: 'decode_signs', after: ['classify_signs'], work: 1350 },
      { name: 'link', after: ['classify_signs', 'denoise_mnist'], work: 171 },
    ];
    const all = plan.reduce((sum, { work }) => sum + work, 0);
    const { startOrder: order } = allocateThreads(plan, 2);
    expect(order.slice(0, 2).sort()).toEqual(['classify_signs', 'denoise_mnist']);
    expect(simulateSchedule(plan, threadsOf(plan, 2), 2).makespan).toBeLessThan(1.04 * (all / 2));
    expect(simulateSchedule(plan, threadsOf(plan, 4), 4).makespan).toBeLessThan(1.25 * (all / 4));
  });

  it('finds that two phases must change at once', () => {
    // With one thread each, `odd` ends late; with two it would only delay `last`, if that keeps one.
    const plan = [
      { name: 'odd', after: [], work: 300 },
      { name: 'left', after: [], work: 1000 },
      { name: 'right', after: [], work: 1000 },
      { name: 'last', after: ['left', 'right', 'odd'], work: 300 },
    ];
    expect(threadsOf(plan, 2)).toEqual([2, 1, 1, 2]);
  });

  it('takes little time for many phases', () => {
    const many = Array.from({ length: 1000 }, (_, i) => ({
      name: `p${i}`,
      after: i < 10 ? [] : [`p${i - 10}`],
      work: 1 + (i % 7),
    }));
    expect(threadsOf(many, 16)).toHaveLength(1000);
  });
});
