/** A phase that one engine starts and another resumes, through the command line. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { events, lagraph, start } from '../support/spawn-lagraph.js';
import { noTensorflow } from '../support/find-tensorflow.js';

/** Dropout, shuffling and optimizer state: a restart from nothing would change the losses. */
const graph = `lagraph: 1
name: mixed
seed: 11
data: {mnist: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: 16, activation: relu}}, {Dropout: 0.2}]
  decoder:
    input: encoder
    layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]
  head:
    input: encoder
    layers: [{Dense: {units: 10, activation: softmax}}]
models: {autoencoder: encoder -> decoder}
plan:
  copy:
    train: autoencoder
    on: {data: mnist, epochs: 1, steps_per_epoch: 20, batch_size: 32}
    loss: binary_crossentropy(image, autoencoder(image))
    optimizer: {Adam: 0.01}
  read:
    train: head
    freeze: [{network: encoder, mode: weights}]
    on: {data: mnist, epochs: 8, steps_per_epoch: 400, batch_size: 32}
    loss: categorical_crossentropy(label, head(encoder(image)))
    optimizer: {Adam: 0.003}
`;

let folder = '';
let whole: Map<string, number>;

const ran = (store: string, ...args: string[]) =>
  lagraph(['run', 'mixed.yaml', '--store', store, '--json', ...args], { cwd: folder });

/** Runs until `read` has completed this many epochs. */
async function untilEpoch(epoch: number, store: string, ...args: string[]): Promise<void> {
  const { child, finished } = start(['run', 'mixed.yaml', '--store', store, '--json', ...args], {
    cwd: folder,
  });
  let out = '';
  child.stdout!.on('data', (text: string) => {
    const before = out;
    out += text;
    const mark = `"event":"epoch","phase":"read","epoch":${epoch}`;
    if (out.includes(mark) && !before.includes(mark)) child.kill('SIGINT');
  });
  expect((await finished).code).toBe(130);
}

/** Status of `copy` and `read`, and the losses of their epochs. */
function story(out: string) {
  const told = events(out);
  return {
    status: Object.fromEntries(told.flatMap((e) => (e.event === 'phase' ? [[e.name, e.status]] : []))),
    threads: told.flatMap((e) => (e.event === 'begin' ? [e.threads] : [])),
    begins: told.flatMap((e) => (e.event === 'begin' ? [[e.phase, e.fromEpoch]] : [])),
    notices: told.flatMap((e) => (e.event === 'notice' ? [e.message] : [])).join('\n'),
    losses: new Map(
      told.flatMap((e) =>
        e.event === 'epoch' ? [[`${e.phase} ${e.epoch}`, e.metrics['loss']!] as const] : [],
      ),
    ),
  };
}

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-mix-'));
  await writeFile(join(folder, 'mixed.yaml'), graph);
  whole = story((await ran('whole')).out).losses;
  await untilEpoch(2, 'begun');
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each([
  { engine: 'tfjs', missing: false },
  { engine: 'tensorflow', missing: noTensorflow },
])('what onnx has begun, on $engine', ({ engine, missing }) => {
  const store = `on-${engine}`;
  beforeAll(() => cp(join(folder, 'begun'), join(folder, store), { recursive: true }));

  it.skipIf(missing)('is told of, and trained again unless it is asked for', async () => {
    const alone = `alone-${engine}`;
    await cp(join(folder, 'begun'), join(folder, alone), { recursive: true });
    const { code, out } = await ran(alone, '--engine', engine);
    expect(code).toBe(0);
    const { status, begins, notices } = story(out);
    expect(status).toEqual({ copy: 'trained', read: 'trained' });
    expect(begins).toEqual([
      ['copy', 0],
      ['read', 0],
    ]);
    expect(notices).toMatch(/copy by onnx; read by onnx \(\d of 8 epochs\)/);
    expect(notices).toContain('--mix-engines');
  });

  it.skipIf(missing)('goes on with --mix-engines, after a stop too, as if it were one', async () => {
    const begun = await left(store, '--engine', engine, '--mix-engines');
    await untilEpoch(begun + 1, store, '--engine', engine, '--mix-engines');
    const stopped = await left(store, '--engine', engine, '--mix-engines');
    expect(stopped).toBeGreaterThan(begun);
    const last = await ran(store, '--engine', engine, '--mix-engines');
    expect(last.code, last.err).toBe(0);
    const { status, begins, notices, losses, threads } = story(last.out);
    expect(status).toEqual({ copy: 'cached', read: 'resumed' });
    expect(begins).toEqual([['read', stopped]]);
    // As many threads as this engine can use, not those of the other engine.
    if (engine === 'tfjs') expect(threads).toEqual([1]);
    expect(notices).toMatch(/not, to the byte, what one engine gives/);
    // The same draws on both engines, so the same losses up to rounding.
    for (let epoch = stopped + 2; epoch <= 8; epoch++) {
      expect(losses.get(`read ${epoch}`)).toBeCloseTo(whole.get(`read ${epoch}`)!, 3);
    }

    const again = story((await ran(store, '--engine', engine, '--mix-engines')).out);
    expect(again.status).toEqual({ copy: 'cached', read: 'cached' });
    expect(await enginesOf(store, 'read')).toEqual([
      ['onnx', 0],
      [engine, begun],
    ]);
  });
});

describe('what onnx has finished', () => {
  const copyOf = async (name: string) => {
    await cp(join(folder, 'begun'), join(folder, name), { recursive: true });
    return name;
  };
  const only = ['--engine', 'tfjs', '--mix-engines', '--only', 'copy'];

  it('stays what it was when another engine is forced to train it', async () => {
    const store = await copyOf('forced');
    expect(story((await ran(store, ...only)).out).status).toEqual({ copy: 'cached' });
    expect(story((await ran(store, ...only, '--force')).out).status).toEqual({ copy: 'trained' });
    // Its own result is used now, and onnx still has its own.
    expect(story((await ran(store, ...only)).out)).toMatchObject({ status: { copy: 'cached' }, notices: '' });
    expect(story((await ran(store, '--only', 'copy')).out).status).toEqual({ copy: 'cached' });
    expect((await artifactsOf(store, 'copy')).map(({ engine }) => engine.name).sort()).toEqual([
      'onnx',
      'tfjs',
    ]);
  });

  it('is not taken if it is broken', async () => {
    const store = await copyOf('broken');
    const { path } = (await artifactsOf(store, 'copy'))[0]!;
    const tensors = (await readdir(join(path, '..'))).find((name) => name.endsWith('.safetensors'));
    await writeFile(join(path, '..', tensors!), 'broken');
    expect(story((await ran(store, ...only)).out).status).toEqual({ copy: 'trained' });
    expect((await artifactsOf(store, 'copy')).map(({ engine }) => engine.name).sort()).toEqual([
      'onnx',
      'tfjs',
    ]);
  });
});

/** Epochs that `read` has completed, according to `plan`. */
async function left(store: string, ...args: string[]): Promise<number> {
  const { out } = await lagraph(['plan', 'mixed.yaml', '--store', store, ...args, '--json'], { cwd: folder });
  const { phases } = JSON.parse(out) as { phases: { name: string; cached: boolean; resumesFrom: number }[] };
  expect(phases).toMatchObject([
    { name: 'copy', cached: true },
    { name: 'read', cached: false },
  ]);
  return phases[1]!.resumesFrom;
}

interface Described {
  name: string;
  engine: { name: string };
  engines?: { name: string; fromEpoch: number }[];
}

async function artifactsOf(store: string, phase: string): Promise<(Described & { path: string })[]> {
  const root = join(folder, store, 'objects');
  const files = (await readdir(root, { recursive: true })).filter((one) => one.endsWith('artifact.json'));
  const read = files.map(async (file) => {
    const path = join(root, file);
    return { path, ...(JSON.parse(await readFile(path, 'utf8')) as { artifact: Described }).artifact };
  });
  return (await Promise.all(read)).filter(({ name }) => name === phase);
}

/** The engines that trained a phase, from its artifact. */
async function enginesOf(store: string, phase: string) {
  const mixed = (await artifactsOf(store, phase)).find(({ engines }) => engines);
  return mixed?.engines?.map(({ name, fromEpoch }) => [name, fromEpoch]);
}
