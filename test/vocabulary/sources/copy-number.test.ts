import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ExampleSet } from '../../../src/runtime/data/index.js';
import { all, checked, open } from './support.js';

const BINS = 256;
const small = async (more = '', split = 'train') =>
  (await open(`{source: copy_number, bins: ${BINS}, train: 40, test: 10${more}}`)).split(split);
/** Rows of a field, one for each cell. */
function rowsOf(set: ExampleSet, field: string): number[][] {
  const values = set.gather(all(set), 0, [field])[field]!;
  const width = values.length / set.examples;
  return all(set).map((i) => Array.from(values.subarray(i * width, (i + 1) * width)));
}
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]) => mean(values.map((value) => (value - mean(values)) ** 2));

describe('copy_number', () => {
  it('has counts and copies of each bin, of whole numbers, with their mean and the beginnings of 22 chromosomes', async () => {
    const set = await small();
    expect(set.fields).toEqual({
      ratio: { shape: [BINS, 1], dtype: 'float32', role: 'value' },
      counts: { shape: [BINS, 1], dtype: 'float32', role: 'value' },
      start: { shape: [BINS, 1], dtype: 'float32', role: 'value' },
      copies: { shape: [BINS], dtype: 'int32', role: 'value' },
      ploidy: { shape: [1, 1], dtype: 'float32', role: 'value' },
    });
    const copies = rowsOf(set, 'copies');
    const ploidy = rowsOf(set, 'ploidy');
    for (const cell of all(set)) {
      expect(copies[cell]!.every((count) => Number.isInteger(count) && count >= 0 && count <= 8)).toBe(true);
      expect(ploidy[cell]![0]).toBeCloseTo(mean(copies[cell]!), 5);
      expect(ploidy[cell]![0]).toBeGreaterThan(1.19);
    }
    const [start] = rowsOf(set, 'start');
    expect([start![0], mean(start!) * BINS]).toEqual([1, 22]);
    expect(
      rowsOf(set, 'counts')
        .flat()
        .every((count) => Number.isInteger(count) && count >= 0),
    ).toBe(true);
  });

  it('has segments, not noise, as copies; and cells that differ', async () => {
    const copies = rowsOf(await small(), 'copies');
    const changes = copies.map((row) => row.filter((count, at) => at > 0 && count !== row[at - 1]).length);
    expect(Math.max(...changes)).toBeGreaterThan(10);
    expect(mean(changes)).toBeLessThan(BINS / 4);
    expect(new Set(copies.map((row) => row.join())).size).toBeGreaterThan(30);
  });

  it('has counts that follow the copies, and a ratio that does so more closely', async () => {
    const set = await small(', depth: [300, 300]');
    const [copies, ratio, counts] = ['copies', 'ratio', 'counts'].map((field) => rowsOf(set, field));
    const errors = (rows: number[][]) =>
      mean(
        rows.flatMap((row, cell) =>
          row.map(
            (value, at) => Math.abs(value / mean(row) - copies![cell]![at]! / mean(copies![cell]!)) * 2,
          ),
        ),
      );
    expect(errors(ratio!)).toBeLessThan(0.25);
    expect(errors(ratio!)).toBeLessThan(errors(counts!));
    for (const row of ratio!) expect(mean(row)).toBeCloseTo(1, 4);
  });

  it.each([4, 50, 1000])(
    'has as many reads as its depth says, %d, and varies more than by chance',
    async (depth) => {
      const counts = rowsOf(await small(`, depth: [${depth}, ${depth}], normal: 1`), 'counts');
      const means = counts.map(mean);
      expect(mean(means) / depth).toBeGreaterThan(0.98);
      expect(mean(means) / depth).toBeLessThan(1.02);
      // Negative binomial and a wave of 6 %: chance alone has the variance of the mean.
      const spread = mean(counts.map(variance)) / depth;
      expect(spread).toBeGreaterThan(0.9 + 0.003 * depth);
      expect(spread).toBeLessThan(1.3 + 0.06 * depth);
    },
  );

  it('has two copies of everything in normal cells, and twice as many of doubled ones where nothing else happens', async () => {
    const normal = rowsOf(await small(', normal: 1'), 'copies');
    expect(new Set(normal.flat())).toEqual(new Set([2]));
    const doubled = rowsOf(await small(', normal: 0, arms: 0, focal: 0, doubled: 1'), 'copies');
    expect(new Set(doubled.flat())).toEqual(new Set([4]));
  });

  it('is the same for the same seed, however many cells there are, and another for another', async () => {
    const copies = rowsOf(await small(), 'counts');
    expect(
      rowsOf((await open(`{source: copy_number, bins: ${BINS}, train: 60}`)).split('train'), 'counts').slice(
        0,
        40,
      ),
    ).toEqual(copies);
    expect(rowsOf(await small(', seed: 1'), 'counts')).not.toEqual(copies);
    expect(rowsOf(await small('', 'test'), 'counts')).not.toEqual(copies.slice(0, 10));
  });

  it('has the numbers of its version, on every machine', async () => {
    // If this fails because cells were changed on purpose, the simulator's VERSION must be increased as well.
    const dataset = await open(`{source: copy_number, bins: ${BINS}, train: 10, test: 1}`);
    const values = dataset.split('train').gather(all(dataset.split('train')), 0, ['counts', 'copies']);
    const hash = createHash('sha256');
    for (const field of ['counts', 'copies']) hash.update(Int32Array.from(values[field]!).join());
    expect({ origin: dataset.origin, simulated: dataset.simulated, digest: hash.digest('hex') }).toEqual({
      origin: 'simulator copy_number, version 2, seed 0',
      simulated: true,
      digest: 'a3443cd085e6d3250afb81b861cc4f432a9cc19e46cc0aa4c923dfade073fafd',
    });
  });

  it.each([
    ['bins: 32', /`bins`.*64/],
    ['depth: [400, 15]', /`depth` begins with the fewest reads/],
    ['depth: [0, 15]', /`depth`/],
    ['cells: 12', /no argument `cells`/],
  ])('%s is refused when the graph is checked', (argument, message) => {
    const { program, diagnostics } = checked(`{source: copy_number, ${argument}}`);
    expect(program).toBeUndefined();
    expect(diagnostics.map((one) => one.message).join('\n')).toMatch(message);
  });
});
