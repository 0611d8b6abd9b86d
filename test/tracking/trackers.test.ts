/** What is written for TensorBoard and MLflow, read by the programs themselves. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digitFiles } from '../../bench/idx.mjs';
import { loadRun, type OpenedRun } from '../../src/runtime/index.js';
import { build, root } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';
import { askPython, noTrackers } from '../support/trackers-python.js';

const graph = `lagraph: 1
name: digits
params: {rate: 0.01, width: 8}
data:
  digits: {source: idx, images: images.idx, labels: labels.idx, size: [6, 6], classes: 4}
networks:
  encoder: {input: [6, 6, 1], layers: [Flatten, {Dense: {units: "\${width}", activation: relu}}]}
  head: {input: encoder, layers: [{Dense: {units: 4, activation: softmax}}]}
models:
  reader: encoder -> head
plan:
  read:
    train: reader
    on: {data: digits, epochs: 3, batch_size: 16}
    losses:
      right: categorical_crossentropy(label, reader(image))
      small: {value: mean(square(reader(image))), weight: 0.001}
    optimizer: {Adam: "\${rate}"}
    validate: digits
  again: {extends: read, train: head, after: read, on: {epochs: 2}}
evaluate:
  reads: {on: digits, measure: "accuracy(label, reader(image))"}
report:
  - curves: [read, again]
`;

let folder = '';
let run: OpenedRun;

const call = (...args: string[]) => lagraph(args, { cwd: folder });

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-trackers-'));
  for (const [name, bytes] of Object.entries(digitFiles(64))) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'g.yaml'), graph);
  const ran = await call('run', 'g.yaml', 'width=6', '--tensorboard', 'live');
  expect(ran).toMatchObject({ code: 0, err: expect.not.stringContaining('error') as string });
  run = await loadRun(join(folder, '.lagraph'), 'latest');
  expect(ran.out).toContain(`tensorboard: live/${run.manifest.run}\n`);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Read {
  scalars: Record<string, [step: number, value: number][]>;
  times: number[];
  images: Record<string, [width: number, height: number]>;
  histograms: Record<string, [step: number, num: number, min: number, max: number, sum: number, all: number]>;
  graph?: Record<string, string[]>;
  hparams?: object;
  status?: number;
  metrics?: [string, string][];
}

const readBy = (program: string, what: string) =>
  askPython(join(root, 'test/tracking/read_runs.py'), program, join(folder, what));

/** The figures of a phase as TensorBoard has them: by name, in float32. */
async function figuresOf(opened: OpenedRun, phase: string): Promise<Read['scalars']> {
  const epochs = await opened.history(phase);
  return Object.fromEntries(
    Object.keys(epochs[0]!.metrics).map((name) => [
      name,
      epochs.map(({ epoch, metrics }) => [epoch, Math.fround(metrics[name]!)]),
    ]),
  );
}

async function expectTensorboard(what: string, opened: OpenedRun): Promise<void> {
  const name = opened.manifest.run;
  const read = (await readBy('tensorboard', what)) as Record<string, Read>;
  expect(Object.keys(read).sort()).toEqual([name, `${name}/again`, `${name}/read`]);
  for (const phase of ['read', 'again']) {
    const { scalars, times } = read[`${name}/${phase}`]!;
    expect(scalars).toEqual(await figuresOf(opened, phase));
    expect(Object.keys(scalars)).toContain('val.loss/right');
    for (const time of times) expect(Math.abs(time - Date.now() / 1000)).toBeLessThan(600);
  }
  const own = read[name]!;
  const { value } = opened.manifest.evaluations[0]!;
  expect(own.scalars).toEqual({ 'evaluate/reads': [[0, Math.fround(value)]] });
  const [width, height] = own.images['report/curves']!;
  expect(width).toBeGreaterThan(100);
  expect(height).toBeGreaterThan(100);
  expect(own.graph).toMatchObject({
    'encoder/dense': ['Dense', 'encoder/flatten'],
    'head/dense': ['Dense', 'head/input'],
    'reader/head': ['head', 'reader/encoder'],
  });
  expect(own.status).toBe(1);
  expect(own.metrics).toEqual([
    ['', 'evaluate/reads'],
    ['read', 'val.loss'],
    ['again', 'val.loss'],
  ]);
  const kernel = (await opened.weights('head')).get('head/dense/kernel')!.data as Float32Array;
  const [step, num, min, max, sum, all] = read[`${name}/again`]!.histograms['head/dense/kernel']!;
  expect([step, num, min, max, all]).toEqual([
    2,
    kernel.length,
    Math.min(...kernel),
    Math.max(...kernel),
    kernel.length,
  ]);
  expect(sum).toBeCloseTo(
    kernel.reduce((total, one) => total + one, 0),
    6,
  );
  expect(Object.keys(read[`${name}/read`]!.histograms)).toEqual([
    'encoder/dense/kernel',
    'encoder/dense/bias',
  ]);
}

describe.skipIf(noTrackers)('TensorBoard reads', { timeout: 120_000 }, () => {
  it('what a run writes while it trains, and at its end', async () => {
    await expectTensorboard('live', run);
    const read = (await readBy('tensorboard', 'live')) as Record<string, Read>;
    expect(read[run.manifest.run]!.hparams).toEqual({ seed: 0, engine: 'onnx', width: 6, rate: 0.01 });
  });

  it('a run that is exported, also over several seeds', async () => {
    expect(await call('export', 'latest', 'later', '--as', 'tensorboard')).toMatchObject({
      code: 0,
      out: `later/${run.manifest.run}\n`,
    });
    await expectTensorboard('later', run);
  });

  it('all epochs of a phase that goes on from an earlier run, in their order', async () => {
    const longer = ['width=6', 'plan.read.on.epochs=5', '--only', 'read', '--store', 'on'];
    await call('run', 'g.yaml', 'width=6', '--only', 'read', '--store', 'on', '--tensorboard', 'on-events');
    expect(await call('run', 'g.yaml', ...longer, '--tensorboard', 'on-events')).toMatchObject({ code: 0 });
    const { run: name } = (await loadRun(join(folder, 'on'), 'latest')).manifest;
    const read = (await readBy('tensorboard', 'on-events')) as Record<string, Read>;
    expect(read[`${name}/read`]!.scalars['loss']!.map(([step]) => step)).toEqual([1, 2, 3, 4, 5]);
  });

  it('each of several seeds as a run', async () => {
    const args = ['--seeds', '3,4', '--only', 'read', '--store', 'seeds', '--tensorboard', 'seeds-events'];
    expect(await call('run', 'g.yaml', ...args)).toMatchObject({ code: 0 });
    const { run: name } = (await loadRun(join(folder, 'seeds'), 'latest')).manifest;
    const read = (await readBy('tensorboard', 'seeds-events')) as Record<string, Read>;
    expect(Object.keys(read).sort()).toEqual([name, `${name}/read`, `${name}@4`, `${name}@4/read`]);
    expect(read[`${name}@4`]!.hparams).toMatchObject({ seed: 4 });
  });
});

describe.skipIf(noTrackers)('MLflow reads', { timeout: 120_000 }, () => {
  it('settings, figures by epoch, evaluations, tags and artifacts, once for each run', async () => {
    for (let times = 0; times < 2; times += 1) {
      const { code, out } = await call('export', 'latest', 'mlruns', '--as', 'mlflow');
      expect([code, out]).toEqual([0, expect.stringMatching(/^mlruns\/\d+\/[0-9a-f]{32}\n$/)]);
    }
    const { digits } = (await readBy('mlflow', 'mlruns')) as Record<string, Record<string, unknown>[]>;
    expect(digits).toHaveLength(1);
    const figures = Object.fromEntries(
      (
        await Promise.all(
          ['read', 'again'].map(async (phase) =>
            (await run.history(phase)).flatMap(({ epoch, metrics }) =>
              Object.entries(metrics).map(([name, value]) => ({
                name: `${phase}/${name.replace('/', '.')}`,
                point: [epoch, value],
              })),
            ),
          ),
        )
      )
        .flat()
        .map(({ name }, _, all) => [name, all.filter((one) => one.name === name).map(({ point }) => point)]),
    );
    const { value } = run.manifest.evaluations[0]!;
    expect(digits![0]).toMatchObject({
      name: run.manifest.run,
      status: 'FINISHED',
      params: { seed: '0', engine: 'onnx', width: '6', rate: '0.01' },
      tags: { 'lagraph.run': run.manifest.run, 'mlflow.source.name': 'g.yaml' },
      metrics: { ...figures, 'evaluate.reads': [[0, value]] },
    });
    expect(digits![0]!['artifacts']).toEqual(
      expect.arrayContaining(['graph.yaml', 'report.html', 'report/curves.svg', 'resolved.yaml']),
    );
  });

  it('a run beside those that MLflow itself has written of the same name', async () => {
    await call('export', 'latest', 'beside', '--as', 'mlflow');
    await call('run', 'g.yaml', 'width=5', '--only', 'read');
    await call('export', 'latest', 'beside', '--as', 'mlflow');
    const { digits } = (await readBy('mlflow', 'beside')) as Record<string, unknown[]>;
    expect(digits).toHaveLength(2);
  });
});

describe('a run for other programs', () => {
  it('refuses what is for models, and a folder that is a file', async () => {
    expect(await call('export', 'latest', 'g.yaml', '--as', 'mlflow')).toMatchObject({
      code: 2,
      err: expect.stringContaining('it is a file, not a folder'),
    });
    expect(await call('export', 'latest', 'x', '--as', 'tensorboard', '-o', 'y')).toMatchObject({
      code: 2,
      err: expect.stringContaining('-o is for models'),
    });
    expect(await call('run', 'g.yaml', '--tensorboard', 'g.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--tensorboard'),
    });
  });
});
