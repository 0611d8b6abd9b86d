import { expect, test } from 'vitest';

import { perform } from '../../../src/runtime/worker/perform.js';
import { addSource, declared, madeUp, programOf, source } from './made-up.js';

addSource('absent', 'Nothing is there.', declared(3));
addSource('changed', madeUp([0, 1], 2), declared(3));

test.each([
  ['absent', /data of one can't be had.*Nothing is there/],
  ['changed', /not what the graph was checked with: label is \[2\]/],
])('data that is %s is a problem for a person, not a bug', async (name, message) => {
  const answer = await perform(
    {
      task: 'survey',
      program: programOf({ one: { steps: [source(name)] } }),
      data: {},
      engine: 'tfjs',
      datasets: ['one'],
    },
    { emit: () => undefined, stop: new AbortController().signal },
  );
  expect(answer).toMatchObject({ message: 'problem', kind: 'failed', text: expect.stringMatching(message) });
});
