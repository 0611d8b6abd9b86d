/** A phase that one engine began and another goes on with, through the command line. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/runtime/index.js';
import { build } from '../support-cli/build.js';
import { lagraph, start } from '../support-cli/lagraph.js';
import { noTensorflow } from '../support/tensorflow.js';

/** Dropout, shuffling and optimizer state: a fresh start in the midst of it would show in the losses. */
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
    on: {data: mnist, epochs: 5, steps_per_epoch: 40, batch_size: 32}
    loss: categorical_crossentropy(label, head(encoder(image)))
    optimizer: {Adam: 0.003}
`;

let folder = '';
let whole: Map<string, number>;

const events = (out: string): RunEvent[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);

const ran = (store: string, ...args: string[]) =>
  lagraph(['run', 'mixed.yaml', '--store', store, '--json', ...args], { cwd: folder });

/** Runs until `read` has done so many epochs. */
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

/** `copy` and `read`: how each came about, and the losses of its epochs. */
function story(out: string) {
  const told = events(out);
  return {
    status: Object.fromEntries(told.flatMap((e) => (e.event === 'phase' ? [[e.name, e.status]] : []))),
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
    expect(notices).toMatch(/copy by onnx; read by onnx, epoch [23] of 5/);
    expect(notices).toContain('--mix-engines');
  });

  it.skipIf(missing)('goes on with --mix-engines, after a stop too, as if it were one', async () => {
    const plan = await lagraph(
      ['plan', 'mixed.yaml', '--store', store, '--engine', engine, '--mix-engines', '--json'],
      { cwd: folder },
    );
    expect(JSON.parse(plan.out)).toMatchObject({
      phases: [
        { name: 'copy', cached: true },
        { name: 'read', cached: false, resumesFrom: 2 },
      ],
    });

    await untilEpoch(3, store, '--engine', engine, '--mix-engines');
    const last = await ran(store, '--engine', engine, '--mix-engines');
    expect(last.code, last.err).toBe(0);
    const { status, begins, notices, losses } = story(last.out);
    expect(status).toEqual({ copy: 'cached', read: 'resumed' });
    expect(begins).toEqual([['read', 3]]);
    expect(notices).toMatch(/not, to the byte, what one engine gives/);
    // The same draws on either engine, so the same losses to their rounding.
    for (const epoch of [4, 5]) {
      expect(losses.get(`read ${epoch}`)).toBeCloseTo(whole.get(`read ${epoch}`)!, 3);
    }

    const again = story((await ran(store, '--engine', engine, '--mix-engines')).out);
    expect(again.status).toEqual({ copy: 'cached', read: 'cached' });
    expect(await enginesOf(store, 'read')).toEqual([
      ['onnx', 0],
      [engine, 2],
    ]);
  });
});

/** Which engines trained a phase, by its artifact. */
async function enginesOf(store: string, phase: string) {
  const files = await readdir(join(folder, store, 'objects'), { recursive: true });
  for (const file of files.filter((one) => one.endsWith('artifact.json'))) {
    const { artifact } = JSON.parse(await readFile(join(folder, store, 'objects', file), 'utf8')) as {
      artifact: { name: string; engines?: { name: string; fromEpoch: number }[] };
    };
    if (artifact.name === phase && artifact.engines) {
      return artifact.engines.map(({ name, fromEpoch }) => [name, fromEpoch]);
    }
  }
  return null;
}
