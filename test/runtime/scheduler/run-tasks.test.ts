import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { runTasks, type Task } from '../../../src/runtime/scheduler/index.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Plans: task i waits for some of the tasks before it. */
const plans = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }).map((rows) =>
  rows.map((row, i) => ({
    name: `t${i}`,
    after: i === 0 ? [] : [...new Set(row.map((n) => `t${n % i}`))],
  })),
);

describe('schedule', () => {
  it('runs each task once, after those it waits for, and never more than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 4 }), async (plan, jobs) => {
        const ended: string[] = [];
        let running = 0;
        const tasks = plan.map(({ name, after }): Task => ({
          name,
          after,
          threads: 1,
          async run() {
            expect(after.every((one) => ended.includes(one))).toBe(true);
            expect(++running).toBeLessThanOrEqual(jobs);
            for (let i = 0; i < name.length; i++) await turn();
            running--;
            ended.push(name);
          },
        }));
        const outcomes = await runTasks(tasks, { jobs, cores: Infinity });
        expect([...ended].sort()).toEqual(plan.map(({ name }) => name).sort());
        expect([...outcomes.values()].every(({ status }) => status === 'done')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('never uses more cores than there are, and starts the first that there is room for', async () => {
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }),
        async (plan, wide) => {
          let busy = 0;
          const tasks = plan.map(({ name, after }, i): Task => {
            const threads = wide[i % wide.length]!;
            return {
              name,
              after,
              threads,
              async run() {
                busy += threads;
                expect(busy).toBeLessThanOrEqual(4);
                for (let turns = 0; turns <= i % 3; turns++) await turn();
                busy -= threads;
              },
            };
          });
          const outcomes = await runTasks(tasks, { jobs: Infinity, cores: 4 });
          expect([...outcomes.values()].every(({ status }) => status === 'done')).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
    const begun: string[] = [];
    const task = (name: string, threads: number): Task => ({
      name,
      after: [],
      threads,
      run: async () => {
        begun.push(name);
        await turn();
      },
    });
    await runTasks([task('one', 1), task('both', 2), task('other', 1)], { jobs: 3, cores: 2 });
    expect(begun).toEqual(['one', 'other', 'both']);
  });

  it('starts nothing after a failure, stops what runs, and says which is which', async () => {
    const begun: string[] = [];
    const task = (name: string, after: string[], run: (stop: AbortSignal) => Promise<void>): Task => ({
      name,
      after,
      threads: 1,
      run: (stop) => {
        begun.push(name);
        return run(stop);
      },
    });
    const outcomes = await runTasks(
      [
        task('bad', [], async () => {
          await turn();
          throw new Error('broken');
        }),
        task(
          'long',
          [],
          (stop) => new Promise((_, no) => stop.addEventListener('abort', () => no(new Error('stopped')))),
        ),
        task('later', ['bad'], () => Promise.resolve()),
        task('third', [], () => Promise.resolve()),
      ],
      { jobs: 2, cores: 2 },
    );
    expect([...outcomes].map(([name, { status }]) => [name, status])).toEqual([
      ['bad', 'failed'],
      ['long', 'stopped'],
      ['later', 'waiting'],
      ['third', 'waiting'],
    ]);
    expect(begun).toEqual(['bad', 'long']);
  });

  it('stops on request', async () => {
    const interrupt = new AbortController();
    const tasks: Task[] = [
      {
        name: 'a',
        after: [],
        threads: 1,
        run: (stop) => new Promise((_, no) => stop.addEventListener('abort', () => no(new Error('stopped')))),
      },
      { name: 'b', after: ['a'], threads: 1, run: () => Promise.resolve() },
    ];
    const running = runTasks(tasks, { jobs: 2, cores: 2 }, interrupt.signal);
    await turn();
    interrupt.abort();
    expect([...(await running).values()].map(({ status }) => status)).toEqual(['stopped', 'waiting']);
  });
});
