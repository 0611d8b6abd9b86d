import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEpochSeries } from '../../src/live/epoch-series.js';
import { createProgressFile, readProgress } from '../../src/live/progress-file.js';
import { tailFile } from '../../src/live/tail-file.js';
import type { RunEvent } from '../../src/runtime/index.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-follow-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('epochs as they come', () => {
  const epochs = (count: number, most: number): number[] => {
    const series = createEpochSeries(most);
    for (let epoch = 1; epoch <= count; epoch += 1) series.add({ epoch, metrics: { loss: 1 / epoch } });
    return series.epochs().map(({ epoch }) => epoch);
  };

  it('are all there while they are few', () => {
    expect(epochs(7, 4)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(epochs(0, 4)).toEqual([]);
  });

  it('are thinned out evenly when they are many, and end with the last', () => {
    expect(epochs(9, 4)).toEqual([1, 3, 5, 7, 9]);
    expect(epochs(12, 4)).toEqual([1, 3, 5, 7, 9, 11, 12]);
    const many = epochs(100_000, 1000);
    expect(many.length).toBeLessThanOrEqual(2001);
    expect(many.length).toBeGreaterThan(900);
    expect(many.at(-1)).toBe(100_000);
  });

  it('are replaced by those that are trained again', () => {
    const series = createEpochSeries(10);
    for (const epoch of [1, 2, 3, 2]) series.add({ epoch, metrics: {} });
    expect(series.epochs().map(({ epoch }) => epoch)).toEqual([1, 2]);
  });
});

describe('a file that grows', () => {
  it('is read line by line, each once, and anew when it is written anew', async () => {
    const path = join(folder, 'lines');
    const lines: string[] = [];
    const tail = tailFile(
      path,
      (line) => lines.push(line),
      () => lines.push('again'),
    );
    await tail.read();
    await writeFile(path, 'one\ntw');
    await tail.read();
    await appendFile(path, 'o\nthrée');
    await tail.read();
    await appendFile(path, '\n');
    await tail.read();
    expect(lines).toEqual(['one', 'two', 'thrée']);
    await writeFile(path, 'new\n');
    await tail.read();
    expect(lines.slice(3)).toEqual(['again', 'new']);
  });
});

describe('the progress of a run in its folder', () => {
  const begin: RunEvent = { event: 'begin', phase: 'read', epochs: 3, steps: 10, fromEpoch: 1, threads: 1 };
  const progress: RunEvent = {
    event: 'progress',
    phase: 'read',
    epoch: 2,
    step: 5,
    steps: 10,
    loss: NaN,
    secondsLeft: 4,
  };

  it('is what trains now, for as long as the run goes on', async () => {
    const file = createProgressFile();
    file.record(begin);
    file.begin(folder);
    file.record(progress);
    await expect
      .poll(() => readProgress(folder), { timeout: 5000 })
      .toEqual([{ phase: 'read', epoch: 2, epochs: 3, step: 5, steps: 10, loss: null, secondsLeft: 4 }]);
    file.record({ event: 'failed', phase: 'read', message: 'it failed' });
    expect(file.running()).toEqual([]);
    await file.close();
    expect(await readProgress(folder)).toBe(null);
  });

  it('is nothing if the file is none of ours', async () => {
    await writeFile(join(folder, 'progress.json'), '[{"phase": 3}, null]');
    expect(await readProgress(folder)).toEqual([]);
  });
});
