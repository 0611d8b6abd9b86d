/** Phases that solve for weights, as they are run: interrupted, kept, extended by passes, refused by their data. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRun, type RunEvent } from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { events, lagraph, start } from '../support/spawn-lagraph.js';

const graph = (on = 'few', passes = 6): string => `lagraph: 1
name: solved
seed: 3
data:
  mnist: {source: mnist}
  few: {from: mnist, take: {train: 1600, test: 500}}
  noisy: {from: few, add: {noisy: "image + normal(0, 0.1)"}, draw: each_epoch}
  zeros: {from: few, filter: "label == 0"}
networks:
  small: {input: [28, 28, 1], layers: [{AveragePooling2D: 4}, Flatten]}
  project: {input: small, layers: [{Dense: 8}]}
  linker: {input: project, layers: [{Dense: 10}]}
  trained: {input: project, layers: [{Dense: 10}]}
  centres: {weights: [12, 8]}
  means: {weights: [10, 49]}
plan:
  find:
    train: project
    on: {data: noisy, batch_size: 16}
    solve: {pca: {inputs: small(noisy)}}
  link:
    train: linker
    on: few
    solve: {ridge: {inputs: project(small(image)), targets: label, l2: 0.0001}}
    metrics: {right: "accuracy(label, linker(project(small(image))))"}
    validate: few.test
  link_by_training:
    train: trained
    on: {data: few, epochs: 8, batch_size: 16}
    loss: mean_squared_error(label, trained(project(small(image))))
    optimizer: {Adam: 0.01}
  cluster:
    train: centres
    on: {data: few, epochs: ${passes}, batch_size: 16}
    solve: {kmeans: {inputs: project(small(image))}}
  average:
    train: means
    on: ${on}
    solve: {class_means: {inputs: small(image), labels: label}}
evaluate:
  error: {on: few, measure: "mean_squared_error(label, linker(project(small(image))))"}
  error_of_training: {on: few, measure: "mean_squared_error(label, trained(project(small(image))))"}
`;

let folder = '';
beforeAll(async () => {
  build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-solve-'));
  await writeFile(join(folder, 'g.yaml'), graph());
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (store: string, file = 'g.yaml') =>
  lagraph(['run', file, '--store', store, '--json', '--jobs', '1'], { cwd: folder });

async function weightsOf(store: string): Promise<string> {
  const found = await loadRun(join(folder, store), 'latest');
  const hash = createHash('sha256');
  for (const { name, weights } of found.program.networks) {
    if (weights.length === 0) continue;
    for (const [weight, { data }] of await found.weights(name))
      hash.update(weight).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

/** Sends a signal at the first event for which `when` is true. */
async function interrupted(signal: NodeJS.Signals, when: (event: RunEvent) => boolean) {
  const { child, finished } = start(['run', 'g.yaml', '--store', 'broken', '--json', '--jobs', '1'], {
    cwd: folder,
    detached: true,
  });
  let [left, done] = ['', false];
  child.stdout!.on('data', (text: string) => {
    const lines = (left + text).split('\n');
    left = lines.pop()!;
    if (done || !lines.some((line) => when(JSON.parse(line) as RunEvent))) return;
    done = true;
    if (signal === 'SIGKILL') process.kill(-child.pid!, signal);
    else child.kill(signal);
  });
  return (await finished).code;
}

type PhaseEvent = Extract<RunEvent, { event: 'phase' }>;
const phaseOf = (out: string, name: string) =>
  events(out).find((one): one is PhaseEvent => one.event === 'phase' && one.name === name)!;

describe('phases that solve', () => {
  it('keep a small set whole, values of several phases row by row', async () => {
    const text = `lagraph: 1
name: kept
seed: 3
data:
  mnist: {source: mnist}
  few: {from: mnist, take: {train: 20, test: 20}}
networks:
  small: {input: [28, 28, 1], layers: [{AveragePooling2D: 4}, Flatten]}
  kept: {weights: [20, 49]}
  classes: {weights: [20, 10]}
plan:
  keep: {train: kept, on: {data: few, batch_size: 7}, solve: {examples: {inputs: small(image)}}}
  keep_classes: {train: classes, on: {data: few, batch_size: 3}, solve: {examples: {inputs: label}}}
evaluate:
  far:
    on: few
    measure: "mean_squared_error(small(image), nearest(kept, small(image)))"
    expect: "== 0"
  found:
    on: few
    measure: "accuracy(label, take(classes, nearest_index(kept, small(image)), axis=0))"
    expect: "== 1"
`;
    await writeFile(join(folder, 'kept.yaml'), text);
    const whole = await run('kept', 'kept.yaml');
    expect(whole.code, whole.err).toBe(0);
    expect(phaseOf(whole.out, 'keep').metrics).toEqual({});
    await writeFile(join(folder, 'many.yaml'), text.replace('[20, 49]', '[15, 49]'));
    const refused = await run('kept', 'many.yaml');
    expect(refused.err).toContain('15 rows, but there are 20 examples');
  }, 300_000);

  it('give their figures, are kept, and go on after they are interrupted with the same bytes', async () => {
    const whole = await run('whole');
    expect(whole.code, whole.err).toBe(0);
    const link = phaseOf(whole.out, 'link');
    expect(Object.keys(link.metrics)).toEqual(['loss', 'mean_squared_error', 'r2_score', 'val.right']);
    expect(link.metrics['val.right']).toBeGreaterThan(0.5);
    const measured = Object.fromEntries(
      events(whole.out).flatMap((one) => (one.event === 'evaluate' ? [[one.name, one.value]] : [])),
    );
    // What was said of the fit is what an evaluation finds, and no training fits better.
    expect(measured.error).toBeCloseTo(link.metrics.mean_squared_error!, 5);
    expect(measured.error).toBeLessThan(measured.error_of_training!);
    expect(measured.error_of_training! - measured.error!).toBeLessThan(0.01);

    const inMidst = (phase: string, epoch: number) => (one: RunEvent) =>
      one.event === 'progress' && one.phase === phase && one.epoch === epoch && one.step < one.steps;
    expect(await interrupted('SIGINT', inMidst('find', 1))).toBe(130);
    expect(await interrupted('SIGKILL', inMidst('cluster', 2))).toBeNull();
    const last = await run('broken');
    expect(last.code, last.err).toBe(0);
    expect(phaseOf(last.out, 'cluster').status).toBe('resumed');
    expect(await weightsOf('broken')).toBe(await weightsOf('whole'));
  }, 240_000);

  it('go on with more passes, and end when nothing moves', async () => {
    await writeFile(join(folder, 'more.yaml'), graph('few', 300));
    const more = await run('whole', 'more.yaml');
    expect(more.code, more.err).toBe(0);
    for (const name of ['find', 'link', 'average']) expect(phaseOf(more.out, name).status).toBe('cached');
    const { status, epochs, stopped, metrics } = phaseOf(more.out, 'cluster');
    expect({ status, moved: metrics.moved }).toEqual({ status: 'resumed', moved: 0 });
    expect(stopped).toEqual({ epoch: epochs, of: 300, figure: 'moved', best: { epoch: epochs, value: 0 } });
    expect(epochs).toBeLessThan(200);
    await writeFile(join(folder, 'more.yaml'), graph('few', 400));
    expect(phaseOf((await run('whole', 'more.yaml')).out, 'cluster').status).toBe('cached');
  }, 120_000);

  it('say what their data lacks', async () => {
    await writeFile(join(folder, 'lacking.yaml'), graph('zeros'));
    const { code, out } = await run('whole', 'lacking.yaml');
    expect(code).toBe(3);
    const failed = events(out).find((one) => one.event === 'failed')!;
    expect(failed.message).toContain('No example is of classes 1, 2, 3, 4, 5 and 4 more (of 10, from 0)');
  }, 60_000);
});
