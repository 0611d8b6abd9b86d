import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { lagraph, type Finished } from '../support/spawn-lagraph.js';

const graph = `lagraph: 1
name: small
params: {count: 6}
data: {mnist: {source: mnist}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 8}]}
  decoder: {input: encoder, layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]}
models: {copy: encoder -> decoder}
plan:
  learn:
    train: copy
    on: {data: mnist, epochs: 1, steps_per_epoch: 4, batch_size: 16}
    loss: mean_squared_error(image, copy(image))
    optimizer: {Adam: 0.01}
evaluate:
  off: {on: mnist.test, measure: "mean_absolute_error(image, copy(image))"}
report:
  - rows: {on: mnist.test, images: {image: image, copy: copy(image)}, count: "\${count}"}
  - curves: [learn]
`;

let folder = '';
let first: Finished;
const run = (...args: string[]): Promise<Finished> =>
  lagraph(['run', 'small.yaml', ...args], { cwd: folder });
const placeOf = (what: string, { out }: Finished): string =>
  join(folder, new RegExp(`^${what}: (\\S+)`, 'm').exec(out)![1]!);
const objects = async () => (await readdir(join(folder, '.lagraph/objects'), { recursive: true })).sort();

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-reused-'));
  await writeFile(join(folder, 'small.yaml'), graph);
  first = await run();
  expect(first.code, first.err).toBe(0);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a run with nothing to do', () => {
  it('adds its own record alone, with the pictures and the models that are there, and shows the page that is there', async () => {
    const before = await objects();
    const again = await run();
    expect(again.code, again.err).toBe(0);
    expect(await objects()).toEqual(before);
    expect(again.out).toMatch(/^page: .* \(nothing was new: that of \d{8}-\d{6}-[0-9a-f]+\)$/m);
    expect(placeOf('page', again)).toBe(placeOf('page', first));
    expect(placeOf('run', again)).not.toBe(placeOf('run', first));
    for (const file of [
      'report/rows.svg',
      'report/rows.json',
      'report/curves.svg',
      'models/copy/weights.bin',
    ]) {
      const { ino } = await stat(join(placeOf('run', again), file));
      expect(ino, file).toBe((await stat(join(placeOf('run', first), file))).ino);
    }
    expect(placeOf('rows', again)).toBe(join(placeOf('run', again), 'report/rows.svg'));
    // Its own page is written where it is asked for.
    const report = await lagraph(['report', 'latest'], { cwd: folder });
    expect(report.code, report.err).toBe(0);
    expect(await stat(join(placeOf('run', again), 'report.html'))).toBeTruthy();
  }, 60_000);

  it('draws what a changed graph shows otherwise, and what is gone', async () => {
    const other = await run('count=3');
    expect(other.out).not.toContain('nothing was new');
    expect(placeOf('page', other)).toBe(join(placeOf('run', other), 'report.html'));
    await rm(join(folder, '.lagraph/runs'), { recursive: true });
    const alone = await run();
    expect(alone.out).not.toContain('nothing was new');
    expect(placeOf('page', alone)).toBe(join(placeOf('run', alone), 'report.html'));
  }, 60_000);
});
