import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';

const READER = '{input: [28, 28, 1], layers: [Flatten, {Dense: {units: 10, activation: softmax}}]}';

/** A graph of one phase, `t`, that trains `m` to read digits unless other networks are given. */
const graph = (phase: string, more = '', networks = `m: ${READER}`) => `lagraph: 1
name: training
seed: 1
data: {mnist: {source: mnist}}
networks:
  ${networks.trim().replaceAll('\n', '\n  ')}
plan:
  t:
    ${phase.trim().replaceAll('\n', '\n    ')}
${more}`;

const READ = `train: m
loss: categorical_crossentropy(label, m(image))`;

let folder = '';
let count = 0;

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-training-'));
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

type Ended = Extract<RunEvent, { event: 'phase' }>;

/** Runs a graph in a store of its own, or in that of another run. */
async function run(text: string, store = `store-${count++}`) {
  const file = join(folder, `${store}.yaml`);
  await writeFile(file, text);
  const { code, out, err } = await lagraph(['run', file, '--store', store, '--json'], { cwd: folder });
  expect(code, err).toBe(0);
  const all = events(out);
  const done = all.find((event) => event.event === 'done')!;
  return {
    store,
    file,
    all,
    ended: all.find((event): event is Ended => event.event === 'phase')!,
    epochs: all.flatMap((event) => (event.event === 'epoch' ? [event.metrics] : [])),
    measured: Object.fromEntries(
      all.flatMap((one) => (one.event === 'evaluate' ? [[one.name, one.value]] : [])),
    ),
    manifest: JSON.parse(await readFile(join(folder, store, 'runs', done.run, 'manifest.json'), 'utf8')) as {
      phases: Omit<Ended, 'event'>[];
    },
  };
}

/** The epoch after which Keras's EarlyStopping ends, and the best epoch (callbacks/early_stopping.py). */
function stopsAfter(values: readonly number[], patience: number, better: (a: number, b: number) => boolean) {
  let best = 0;
  for (let epoch = 1; epoch < values.length; epoch++) {
    if (better(values[epoch]!, values[best]!)) best = epoch;
    else if (epoch - best >= patience) return { epoch: epoch + 1, best: best + 1 };
  }
  return { epoch: values.length, best: best + 1 };
}

describe('stop_early', () => {
  it('with a patience of 0, or none, trains until the first epoch that is no better', async () => {
    const phase = `${READ}
on: {data: mnist, epochs: 12, steps_per_epoch: 4, batch_size: 8}
optimizer: {SGD: 0.5}`;
    const all = (await run(graph(phase))).epochs.map(({ loss }) => loss!);
    const expected = stopsAfter(all, 0, (a, b) => a < b);
    expect(expected.epoch).toBeGreaterThan(1);
    expect(expected.epoch).toBeLessThan(12);
    for (const stop of ['{monitor: loss, patience: 0}', '{monitor: loss}', '{monitor: loss, patience: 1}']) {
      const { epochs, ended } = await run(graph(`${phase}\nstop_early: ${stop}`));
      expect(epochs.map(({ loss }) => loss)).toEqual(all.slice(0, expected.epoch));
      expect(ended).toMatchObject({ epochs: expected.epoch, stopped: { epoch: expected.epoch, of: 12 } });
    }
  }, 60_000);

  it('says where it stopped and what was best: in events, manifest and terminal, cached too', async () => {
    const text = graph(`${READ}
on: {data: mnist, epochs: 12, steps_per_epoch: 4, batch_size: 8}
optimizer: {SGD: 0.5}
metrics: {cos: "cosine_similarity(label, m(image))"}
validate: {data: mnist.test, every: 1}
stop_early: {monitor: val.cos, patience: 2}
keep: best`);
    const { store, file, epochs, ended, manifest } = await run(text);
    const values = epochs.map((metrics) => metrics['val.cos']!);
    // Keras negates it: -1 is the same direction, so smaller is better.
    const { epoch, best } = stopsAfter(values, 2, (a, b) => a < b);
    expect(epochs).toHaveLength(epoch);
    const told = {
      epochs: epoch,
      kept: best,
      stopped: { epoch, of: 12, figure: 'val.cos', best: { epoch: best, value: values[best - 1] } },
    };
    expect(ended).toMatchObject({ ...told, status: 'trained', metrics: epochs[best - 1]! });
    expect(manifest.phases[0]).toMatchObject(told);
    const again = await run(text, store);
    expect(again.ended).toMatchObject({ ...told, status: 'cached' });
    expect(again.manifest.phases[0]).toMatchObject(told);
    const { err, out } = await lagraph(['run', file, '--store', store], { cwd: folder });
    expect(err).toContain(`stopped early after epoch ${epoch} of 12, val.cos best in epoch ${best}`);
    expect(out).toContain(`${epoch} of 12, best ${best}, kept ${best}`);
  }, 60_000);
});

describe('keep', () => {
  it('takes the best epoch by a figure of its own, whichever way is better', async () => {
    const phase = `${READ}
on: {data: mnist, epochs: 4, steps_per_epoch: 3, batch_size: 8}
optimizer: {SGD: 0.8}
metrics: {accuracy: "accuracy(label, m(image))", top: "mean(square(m(image)))"}
validate: {data: mnist.test}`;
    const all = (await run(graph(phase))).epochs;
    const at = (figure: string, best: (...values: number[]) => number) => {
      const values = all.map((metrics) => metrics[figure]!);
      return values.indexOf(best(...values)) + 1;
    };
    for (const [keep, kept] of [
      ['{best: val.accuracy}', at('val.accuracy', Math.max)],
      ['{best: {monitor: val.top, mode: max}}', at('val.top', Math.max)],
      ['best', at('val.loss', Math.min)],
    ] as const) {
      expect((await run(graph(`${phase}\nkeep: ${keep}`))).ended.kept, keep).toBe(kept);
    }
  }, 120_000);
});

describe('what moves', () => {
  it('moves with every step, also within one epoch', async () => {
    const { measured } = await run(
      graph(
        `${READ}
on: {data: mnist, epochs: 1, steps_per_epoch: 200, batch_size: 64}
optimizer: {SGD: 0.1}
learning_rate: {ramp: [0.0000001, 0.5], epochs: 1}`,
        'evaluate: {acc: {on: mnist.test, measure: "accuracy(label, m(image))"}}',
      ),
    );
    expect(measured['acc']).toBeGreaterThan(0.85);
  }, 60_000);

  it('does not move what epochs are compared by', async () => {
    const phase = (keep: string, validate = 'validate: {data: mnist.test}') => `train: [enc, head]
on: {data: mnist, epochs: 3, steps_per_epoch: 20, batch_size: 32}
wires: {h: enc(image)}
losses:
  read: categorical_crossentropy(label, head(h))
  small: {value: "mean(square(h))", weight: {ramp: [0, 30], epochs: 2}}
optimizer: {Adam: 0.01}
${validate}
keep: ${keep}`;
    const networks = `enc: {input: [28, 28, 1], layers: [Flatten, {Dense: 16}]}
head: {input: enc, layers: [{Dense: {units: 10, activation: softmax}}]}`;
    const { epochs, ended, all } = await run(graph(phase('best'), '', networks));
    const whole = epochs.map((one) => one['val.loss/read']! + 30 * one['val.loss/small']!);
    epochs.forEach((one, at) => expect(one['val.loss']).toBeCloseTo(whole[at]!, 4));
    const best = whole.indexOf(Math.min(...whole)) + 1;
    // By the loss weights of each epoch itself, the first would win: its divergence has almost no weight.
    expect(best).toBeGreaterThan(1);
    expect(ended.kept).toBe(best);
    expect(all.flatMap((one) => (one.event === 'notice' ? [one] : []))).toContainEqual({
      event: 'notice',
      level: 'info',
      phase: 't',
      message: 'epochs are compared with the weights that losses have at the end (small 30): val.loss',
    });
    // Without validation, the training loss is compared in the same way.
    const trained = await run(graph(phase('best', ''), '', networks));
    const losses = trained.epochs.map((one) => one['loss/read']! + 30 * one['loss/small']!);
    expect(trained.ended.kept).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(trained.ended.kept).toBeGreaterThan(1);
  }, 60_000);
});

describe('all examples with all', () => {
  it('is trained and validated, also in a smaller last batch', async () => {
    const { epochs } = await run(
      graph(
        `train: e
on: {data: mnist, epochs: 1, steps_per_epoch: 5, batch_size: 64}
wires: {c: "sum(square(e(image)), axis=-1, keepdims=true)"}
loss: mean(square(c + transpose(c)), axis=-1)
metrics: {same: "mean(square(c + transpose(c)))"}
optimizer: {Adam: 0.003}
validate: {data: mnist.test}`,
        '',
        'e: {input: [28, 28, 1], layers: [Flatten, {Dense: 16}]}',
      ),
    );
    const [figures] = epochs;
    expect(figures!['loss']).toBeGreaterThan(0);
    expect(figures!['loss']).toBeCloseTo(figures!['same']!, 3);
    expect(figures!['val.loss']).toBeCloseTo(figures!['val.same']!, 3);
  }, 30_000);
});

describe('a network of noise', () => {
  const networks = `corrupt: {input: [28, 28, 1], layers: [{Dropout: 0.5}]}
enc: {input: [28, 28, 1], layers: [Flatten, {Dense: 32}]}
dec: {input: enc, layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]}`;
  const phase = (more = '') => `train: [enc, dec]
on: {data: mnist, epochs: 1, steps_per_epoch: 10, batch_size: 64}
wires: {copy: dec(enc(corrupt(image)))}
loss: binary_crossentropy(image, copy)
optimizer: {Adam: 0.001}
metrics: {corrupted: "mean_squared_error(corrupt(image), image)"}
validate: {data: mnist.test}
${more}`;

  it('draws in training, and in training alone, unless it is frozen', async () => {
    const [on] = (await run(graph(phase(), '', networks))).epochs;
    expect(on!['corrupted']).toBeGreaterThan(0.08);
    expect(on!['corrupted']).toBeLessThan(0.15);
    expect(on!['val.corrupted']).toBe(0);
    const [off] = (await run(graph(phase('freeze: [corrupt]'), '', networks))).epochs;
    expect(off!['corrupted']).toBe(0);
  }, 30_000);
});
