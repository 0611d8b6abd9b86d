import { expect, test } from 'vitest';

import { openDatasets } from '../../../src/runtime/worker/open-datasets.js';
import { performJob } from '../../../src/runtime/worker/perform-job.js';
import { addSource, declared, madeUp, programOf, source } from './synthetic-sources.js';

addSource('absent', 'Nothing is there.', declared(3));
addSource('changed', madeUp([0, 1], 2), declared(3));

test.each([
  ['absent', /data of one can't be had.*Nothing is there/],
  ['changed', /not what the graph was checked with: label is \[2\]/],
])('data that is %s is a problem for a person, not a bug', async (name, message) => {
  const answer = await performJob(
    {
      task: 'preflight',
      program: programOf({ one: { steps: [source(name)] } }),
      data: {},
      engine: 'tfjs',
      datasets: ['one'],
    },
    { emit: () => undefined, spent: () => undefined, stop: new AbortController().signal },
  );
  expect(answer).toMatchObject({ message: 'problem', kind: 'failed', text: expect.stringMatching(message) });
});

test('a preflight that waits for its data stops when it is told to', async () => {
  addSource('slow', new Promise<never>(() => undefined), declared(3));
  const stop = new AbortController();
  const answer = performJob(
    {
      task: 'preflight',
      program: programOf({ one: { steps: [source('slow')] } }),
      data: {},
      engine: 'tfjs',
      datasets: ['one'],
    },
    { emit: () => undefined, spent: () => undefined, stop: stop.signal },
  );
  setTimeout(() => stop.abort(), 20);
  expect(await answer).toMatchObject({ message: 'problem', kind: 'stopped' });
});

test('what stands in for data is said when a run begins, not again by each phase', async () => {
  addSource('simulator', madeUp([0, 1, 2], 3), declared(3), true);
  const program = programOf({ one: { steps: [source('absent', 'simulator')] } });
  for (const surveyed of [false, true]) {
    const notices: string[] = [];
    const opened = await openDatasets({ program, data: { surveyed } }, ['one'], (notice) =>
      notices.push(notice),
    );
    expect(opened.get('one')!.simulated).toBe(true);
    expect(notices).toHaveLength(surveyed ? 0 : 1);
  }
});
