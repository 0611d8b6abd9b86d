/** Results of several engines in one store, and a phase that one starts and another resumes, through the command line. */
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

/** Without an engine's name, as on a machine that has no other than those that come with lagraph. */
const machine = (args: readonly string[]): Record<string, string> =>
  args.includes('--engine') ? {} : { LAGRAPH_ONEDNN: 'none', LAGRAPH_TENSORFLOW: 'none' };

const ran = (store: string, ...args: string[]) =>
  lagraph(['run', 'mixed.yaml', '--store', store, '--json', ...args], { cwd: folder, env: machine(args) });

/** Runs until `read` has completed this many epochs. */
async function untilEpoch(epoch: number, store: string, ...args: string[]): Promise<void> {
  const { child, finished } = start(['run', 'mixed.yaml', '--store', store, '--json', ...args], {
    cwd: folder,
    env: machine(args),
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

const engines = [
  { engine: 'tfjs', missing: false },
  { engine: 'tensorflow', missing: noTensorflow },
];

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-engines-'));
  await writeFile(join(folder, 'mixed.yaml'), graph);
  whole = story((await ran('whole')).out).losses;
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(engines)('what $engine has begun', ({ engine, missing }) => {
  const store = `from-${engine}`;
  beforeAll(async () => {
    if (!missing) await untilEpoch(2, store, '--engine', engine);
  }, 300_000);

  it.skipIf(missing)('is trained anew by an engine that is named, and stays what it is', async () => {
    const alone = `alone-${engine}`;
    await cp(join(folder, store), join(folder, alone), { recursive: true });
    const { code, out } = await ran(alone, '--engine', 'onnx');
    expect(code).toBe(0);
    const { status, begins, notices } = story(out);
    expect(status).toEqual({ copy: 'trained', read: 'trained' });
    expect(begins).toEqual([
      ['copy', 0],
      ['read', 0],
    ]);
    expect(notices).toBe('');
    expect(await left(alone, '--engine', engine)).toBeGreaterThanOrEqual(2);
    expect(await enginesOf(alone, 'copy')).toEqual(['onnx', engine].sort());
  });

  it.skipIf(missing)('goes on by the engine that there is, after a stop too, as if it were one', async () => {
    const begun = await left(store);
    await untilEpoch(begun + 1, store);
    const stopped = await left(store);
    expect(stopped).toBeGreaterThan(begun);
    const last = await ran(store);
    expect(last.code, last.err).toBe(0);
    const { status, begins, notices, losses } = story(last.out);
    expect(status).toEqual({ copy: 'cached', read: 'resumed' });
    expect(begins).toEqual([['read', stopped]]);
    expect(notices).toContain(
      `made by another engine: copy by ${engine}; read by ${engine}, then onnx (up to epoch ${stopped})`,
    );
    // The same draws on both engines, so the same losses up to rounding.
    for (let epoch = stopped + 2; epoch <= 8; epoch++) {
      expect(losses.get(`read ${epoch}`)).toBeCloseTo(whole.get(`read ${epoch}`)!, 3);
    }

    const again = story((await ran(store)).out);
    expect(again.status).toEqual({ copy: 'cached', read: 'cached' });
    const read = (await artifactsOf(store, 'read')).map((artifact) => artifact.engines);
    expect(read.map((turns) => turns?.map(({ name, fromEpoch }) => [name, fromEpoch]))).toEqual([
      [
        [engine, 0],
        ['onnx', begun],
      ],
    ]);
    const { out } = await lagraph(['plan', 'mixed.yaml', '--store', store], { cwd: folder });
    expect(out).toMatch(new RegExp(`copy .* cached, by ${engine}\n`));
    expect(out).toMatch(new RegExp(`read .* cached, by ${engine}, then onnx\n`));
    const runs = await lagraph(['runs', '--store', store], { cwd: folder });
    expect(runs.out.trimEnd()).toMatch(new RegExp(`copy by ${engine}  read by ${engine}, then onnx$`));
    // Of none of the two alone.
    expect(await left(store, '--engine', engine)).toBe(begun);
  });
});

describe('what tfjs has finished', () => {
  const only = ['--only', 'copy'];
  beforeAll(async () => {
    expect((await ran('finished', '--engine', 'tfjs', ...only)).code).toBe(0);
  }, 300_000);
  const copyOf = async (name: string) => {
    await cp(join(folder, 'finished'), join(folder, name), { recursive: true });
    return name;
  };

  it('stays what it was when another engine is forced to train it', async () => {
    const store = await copyOf('forced');
    expect(story((await ran(store, ...only)).out).status).toEqual({ copy: 'cached' });
    expect(story((await ran(store, ...only, '--force')).out).status).toEqual({ copy: 'trained' });
    // Its own result is used now, and tfjs still has its own.
    expect(story((await ran(store, ...only)).out)).toMatchObject({ status: { copy: 'cached' }, notices: '' });
    expect(story((await ran(store, '--engine', 'tfjs', ...only)).out).status).toEqual({ copy: 'cached' });
    expect(await enginesOf(store, 'copy')).toEqual(['onnx', 'tfjs']);
  });

  it('is not taken if it is broken, and made again from its last checkpoint if there is one', async () => {
    const store = await copyOf('broken');
    const { path } = (await artifactsOf(store, 'copy'))[0]!;
    const tensors = (await readdir(join(path, '..'))).find((name) => name.endsWith('.safetensors'));
    await writeFile(join(path, '..', tensors!), 'broken');
    await cp(join(folder, store), join(folder, 'pruned'), { recursive: true });
    const { status, notices, begins, losses } = story((await ran(store, ...only)).out);
    expect({ status, begins, losses }).toEqual({
      status: { copy: 'resumed' },
      begins: [['copy', 1]],
      losses: new Map(),
    });
    expect(notices).toContain('is broken');
    expect(await readdir(join(path, '..'))).toHaveLength(2);
    expect(story((await ran(store, '--engine', 'tfjs', ...only)).out).status).toEqual({ copy: 'cached' });

    await rm(join(folder, 'pruned', 'checkpoints'), { recursive: true });
    expect(story((await ran('pruned', ...only)).out).status).toEqual({ copy: 'trained' });
    expect(await enginesOf('pruned', 'copy')).toEqual(['onnx']);
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

/** The engines that have an artifact of a phase. */
const enginesOf = async (store: string, phase: string) =>
  (await artifactsOf(store, phase)).map(({ engine }) => engine.name).sort();
