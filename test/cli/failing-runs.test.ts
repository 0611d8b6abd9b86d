/** Failures during a run and concurrent runs, through the command line. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { events, lagraph, start } from '../support/spawn-lagraph.js';

const graph = `lagraph: 1
name: small
seed: 3
params: {rate: 0.01, steps: 20, epochs: 2}
data: {mnist: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: 8, activation: relu}}]
  head:
    input: encoder
    layers: [{Dense: 10}]
models:
  reader: encoder -> head
plan:
  read:
    train: reader
    on: {data: mnist, epochs: "\${epochs}", steps_per_epoch: "\${steps}", batch_size: 16}
    losses:
      fit: mean_squared_error(label, reader(image))
      size: {value: "mean_squared_error(0, reader(image))", weight: 0.1}
    optimizer: {SGD: "\${rate}"}
  again:
    train: head
    freeze: encoder
    on: {data: mnist, epochs: 1, steps_per_epoch: "\${steps}", batch_size: 16}
    loss: mean_squared_error(label, reader(image))
    optimizer: {SGD: 0.01}
`;

let folder = '';
beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-broken-'));
  await writeFile(join(folder, 'small.yaml'), graph);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a loss that is not finite', () => {
  it('stops the phase, says where, and leaves nothing that later runs would take for a result', async () => {
    const at = (...args: string[]) =>
      lagraph(['run', 'small.yaml', '--store', 'nan', ...args], { cwd: folder });
    const { code, err } = await at('rate=1e12');
    expect(code).toBe(3);
    expect(err).toMatch(/read: .*(loss|fit|size).*(NaN|Infinity|not finite)/is);
    expect(err).toMatch(/epoch 1/);
    expect(err).toMatch(/step \d+/);
    expect(err).toContain('fit');
    // The phase after it was not started.
    expect(err).not.toContain('again: begins');

    const json = events((await at('rate=1e12', '--json')).out);
    expect(json.find(({ event }) => event === 'failed')).toMatchObject({ phase: 'read' });
    expect(json.at(-1)).toMatchObject({ event: 'done', ok: false });

    // With a sound learning rate, the same store is usable.
    expect((await at()).code).toBe(0);
  }, 120_000);

  it('names the last good checkpoint when there is one', async () => {
    // The weight of the second term grows until the loss overflows.
    const text = graph
      .replace('weight: 0.1', 'weight: {ramp: [0, 10000], epochs: 3}')
      .replace('epochs: 2', 'epochs: 3');
    await writeFile(join(folder, 'ramp.yaml'), text);
    const { code, err } = await lagraph(['run', 'ramp.yaml', '--store', 'ramp'], { cwd: folder });
    expect(code).toBe(3);
    expect(err).toMatch(/epoch [23]/);
    expect(err).toMatch(/checkpoint.*at-\d+\.safetensors/is);
  }, 120_000);
});

describe('two runs on one store', () => {
  it('train each phase once', async () => {
    const args = ['run', 'small.yaml', '--store', 'shared', 'steps=400', '--json'];
    const both = [start(args, { cwd: folder }), start(args, { cwd: folder })];
    const finished = await Promise.all(both.map(({ finished }) => finished));
    expect(finished.map(({ code }) => code)).toEqual([0, 0]);
    const statuses = finished.flatMap(({ out }) =>
      events(out).flatMap((event) => (event.event === 'phase' ? [`${event.name} ${event.status}`] : [])),
    );
    expect(statuses.sort()).toEqual(['again cached', 'again trained', 'read cached', 'read trained']);
    // Two runs, each with its own directory.
    expect((await readdir(join(folder, 'shared/runs'))).filter((name) => !name.startsWith('.'))).toHaveLength(
      2,
    );
    expect(await readdir(join(folder, 'shared/locks')).catch(() => [])).toEqual([]);
  }, 120_000);
});
