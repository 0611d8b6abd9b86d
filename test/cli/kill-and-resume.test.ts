import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRun, type RunEvent } from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { lagraph, start } from '../support/spawn-lagraph.js';

/** Two phases with dropout, random data, shuffling, optimizer state and averages: everything that a wrong resume would change. */
const graph = `lagraph: 1
name: tiny
seed: 5
data:
  mnist: {source: mnist}
  noisy:
    from: mnist
    add: {noisy: "clip(image + normal(0.5, 0.5), 0, 1)"}
    draw: each_epoch
networks:
  encoder:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 4, kernel_size: 3, strides: 2, padding: same, activation: relu}
      - Dropout: 0.3
      - Flatten
      - Dense: {units: 8, activation: relu}
  decoder:
    input: encoder
    layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]
  head:
    input: encoder
    layers: [{Dense: {units: 10, activation: softmax}}]
  average: {like: encoder}
  codes: {weights: [10, 8]}
models:
  autoencoder: encoder -> decoder
plan:
  copy:
    train: autoencoder
    on: {data: noisy, epochs: 3, steps_per_epoch: 60, batch_size: 16}
    losses:
      copy: binary_crossentropy(image, autoencoder(noisy))
      small: {value: "mean(square(encoder(noisy)))", weight: {ramp: [0, 0.1], epochs: 2}}
    optimizer: {Adam: 0.01}
    learning_rate: {ramp: [0.01, 0.001], epochs: 3}
    after_update:
      - ema: {target: average, of: encoder, decay: "step / (step + 1)"}
      - {assign: {codes: "0.9 * codes + matmul(label, encoder(noisy), transpose_a=true)"}, every: 7}
      - unit_norm: decoder/*/kernel
    keep: best
    stop_early: {monitor: loss, patience: 2}
  read:
    train: head
    freeze: [{network: encoder, mode: weights}]
    on: {data: mnist, epochs: 3, steps_per_epoch: 60, batch_size: 16}
    loss: categorical_crossentropy(label, head(encoder(image)))
    optimizer: {Adadelta: 1.0}
`;

let folder = '';

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-kill-'));
  await writeFile(join(folder, 'tiny.yaml'), graph);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One hash over all trained weights of the latest run in a store. */
async function weightsOf(store: string): Promise<string> {
  const run = await loadRun(join(folder, store), 'latest');
  const hash = createHash('sha256');
  for (const { name } of run.program.networks) {
    for (const [weight, { data }] of await run.weights(name)) {
      hash.update(weight).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }
  return hash.digest('hex');
}

/** Starts a run and kills it, with all its children, at the first event for which `when` is true. */
async function killedRun(store: string, when: (event: RunEvent) => boolean): Promise<void> {
  const { child, finished } = start(['run', 'tiny.yaml', '--store', store, '--json'], {
    cwd: folder,
    detached: true,
  });
  let left = '';
  child.stdout!.on('data', (text: string) => {
    const lines = (left + text).split('\n');
    left = lines.pop()!;
    if (lines.some((line) => when(JSON.parse(line) as RunEvent))) process.kill(-child.pid!, 'SIGKILL');
  });
  const { code } = await finished;
  expect(code).toBeNull();
}

describe('a run that is killed', () => {
  it('goes on and ends with the bytes of a run that was not', async () => {
    const whole = await lagraph(['run', 'tiny.yaml', '--store', 'whole', '--json'], { cwd: folder });
    expect(whole.code, whole.err).toBe(0);

    // Before the first checkpoint; within an epoch; right after an epoch; between the phases.
    await killedRun('killed', (event) => event.event === 'begin' && event.phase === 'copy');
    await killedRun('killed', (event) => event.event === 'progress' && event.epoch === 2);
    await killedRun('killed', (event) => event.event === 'epoch' && event.epoch === 2);
    await killedRun('killed', (event) => event.event === 'phase' && event.name === 'copy');
    await killedRun('killed', (event) => event.event === 'epoch' && event.phase === 'read');
    const last = await lagraph(['run', 'tiny.yaml', '--store', 'killed', '--json'], { cwd: folder });
    expect(last.code, last.err).toBe(0);
    expect(last.out).toMatch(/"name":"copy","status":"cached"/);
    expect(await weightsOf('killed')).toBe(await weightsOf('whole'));
  }, 180_000);

  it('goes on in the midst of an epoch after Ctrl-C, with all that moves where it was', async () => {
    const { child, finished } = start(['run', 'tiny.yaml', '--store', 'stopped', '--json'], { cwd: folder });
    let left = '';
    // Once: a second signal would end it before it has saved anything.
    let stopped = false;
    child.stdout!.on('data', (text: string) => {
      const lines = (left + text).split('\n');
      left = lines.pop()!;
      const all = lines.map((line) => JSON.parse(line) as RunEvent);
      if (!stopped && all.some((one) => one.event === 'progress' && one.epoch === 2))
        stopped = child.kill('SIGINT');
    });
    expect((await finished).code).toBe(130);
    const last = await lagraph(['run', 'tiny.yaml', '--store', 'stopped', '--json'], { cwd: folder });
    expect(last.code, last.err).toBe(0);
    expect(last.out).toMatch(/"name":"copy","status":"resumed"/);
    expect(await weightsOf('stopped')).toBe(await weightsOf('whole'));
  }, 120_000);
});
