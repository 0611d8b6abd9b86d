/** `filter`, `balance` and `take`: which examples of a data set are kept. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { diff } from '../../../src/diff/index.js';
import { check } from '../../../src/index.js';
import { openDataset } from '../../../src/runtime/data/index.js';
import { temporary } from '../../vocabulary/sources/support.js';

const folder = temporary();

/** Rows with their own number, an age and a kind; kinds are rare in different degrees. */
const ROWS = Array.from({ length: 60 }, (_, at) => ({
  number: at,
  age: (at * 7) % 50,
  kind: at % 10 === 0 ? 'rare' : at % 3 === 0 ? 'some' : 'many',
}));

beforeAll(async () => {
  const text = ROWS.map(({ number, age, kind }) => `${number},${age},${kind}`).join('\n');
  await writeFile(join(folder(), 'rows.csv'), `number,age,kind\n${text}\n`);
});

const graphOf = (entry: string, seed = 1) => `lagraph: 1
name: some
seed: ${seed}
data:
  rows:
    source: csv
    path: rows.csv
    fields: {number: number, age: age, kind: {classes: [rare, some, many]}}
  kept: {from: rows, ${entry}}
`;

async function keptBy(entry: string, seed = 1): Promise<number[]> {
  const { program, diagnostics } = check(graphOf(entry, seed));
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const opened = await openDataset(program!, 'kept', { base: folder() }, () => undefined);
  const set = opened.split('train');
  const order = Array.from({ length: set.examples }, (_, at) => at);
  return [...set.gather(order, 0, ['number']).number!];
}

const numbersWhere = (holds: (row: (typeof ROWS)[number]) => boolean) =>
  ROWS.filter(holds).map(({ number }) => number);

describe('filter', () => {
  it.each<[string, (row: (typeof ROWS)[number]) => boolean]>([
    ['age < 5', ({ age }) => age < 5],
    ['age >= 45', ({ age }) => age >= 45],
    ['age != 7', ({ age }) => age !== 7],
    ['age in [7, 14]', ({ age }) => age === 7 || age === 14],
    ['kind == rare', ({ kind }) => kind === 'rare'],
    ['kind != rare', ({ kind }) => kind !== 'rare'],
    ['kind in [rare, some]', ({ kind }) => kind !== 'many'],
    ['kind < 2', ({ kind }) => kind !== 'many'],
    [
      'kind == many and age > 20 and number <= 30',
      ({ kind, age, number }) => kind === 'many' && age > 20 && number <= 30,
    ],
  ])('%s', async (filter, holds) => {
    expect(await keptBy(`filter: "${filter}"`)).toEqual(numbersWhere(holds));
  });

  it('that nothing fulfils is an error with the data set', async () => {
    await expect(keptBy('filter: age > 1000')).rejects.toThrow(
      'No example of kept.train fulfils the filter.',
    );
  });
});

describe('balance', () => {
  it('keeps as many of each class as the rarest has, by the seed', async () => {
    const kept = await keptBy('balance: kind');
    const counts = ['rare', 'some', 'many'].map(
      (kind) => kept.filter((at) => ROWS[at]!.kind === kind).length,
    );
    expect(counts).toEqual([6, 6, 6]);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(await keptBy('balance: kind')).toEqual(kept);
    expect(await keptBy('balance: kind', 2)).not.toEqual(kept);
  });
});

describe('take', () => {
  it('keeps the first ones, after filter and balance', async () => {
    expect(await keptBy('take: 3')).toEqual([0, 1, 2]);
    expect(await keptBy('take: {train: 2}, filter: age > 20')).toEqual(
      numbersWhere(({ age }) => age > 20).slice(0, 2),
    );
    expect(await keptBy('take: 1000')).toHaveLength(60);
  });

  it('before split: the parts are made of what is kept', async () => {
    const { program } = check(graphOf('take: 10, split: {train: 0.5, test: 0.5}'));
    const opened = await openDataset(program!, 'kept', { base: folder() }, () => undefined);
    expect(['train', 'test'].map((split) => opened.split(split).examples)).toEqual([5, 5]);
  });
});

describe('a selection', () => {
  const trained = (entry: string) => `${graphOf(entry)}networks:
  n: {input: [1], layers: [{Dense: 1}]}
plan:
  learn:
    train: n
    on: {data: kept, epochs: 1, batch_size: 4}
    loss: mean_squared_error(age, n(number))
    optimizer: {SGD: 0.1}
`;
  const keyOf = (entry: string) =>
    JSON.stringify(check(trained(entry)).program!.phases[0]!.fingerprint.weights);

  it('is part of what a phase is known by, and nothing else is', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.constantFrom('age < 5', 'age < 6', 'kind == rare'), fc.constantFrom(3, 4)),
        fc.tuple(fc.constantFrom('age < 5', 'age < 6', 'kind == rare'), fc.constantFrom(3, 4)),
        (a, b) => {
          const [one, two] = [a, b].map(([filter, take]) => keyOf(`filter: "${filter}", take: ${take}`));
          expect(one === two).toBe(a.join() === b.join());
        },
      ),
      { seed: 4, numRuns: 30 },
    );
    expect(keyOf('filter: "kind < 1"')).toBe(keyOf('filter: "kind == rare"'));
    expect(keyOf('take: {train: 3}')).toBe(keyOf('take: 3'));
  });

  it('is shown by diff', () => {
    const { entries } = diff(
      check(trained('take: 3')).program!,
      check(trained('take: 4, balance: kind')).program!,
    );
    const changes = entries.find(({ name }) => name === 'kept')!.changes.map(({ what }) => what);
    expect(changes).toEqual(expect.arrayContaining(['balance', 'take']));
  });
});
