/** One graph with several seeds as one run, through the command line. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PageData } from '../../src/page/render/index.js';
import type { OverlayData } from '../../src/report/index.js';
import { pageElements } from '../page/parse-page.js';
import { build } from '../support/build-dist.js';
import { events, lagraph, start } from '../support/spawn-lagraph.js';

const graph = `lagraph: 1
name: several
seed: 3
data: {mnist: {source: mnist}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: 8, activation: relu}}]}
  head: {input: encoder, layers: [{Dense: {units: 10, activation: softmax}}]}
plan:
  read:
    train: [encoder, head]
    on: {data: mnist, epochs: 4, steps_per_epoch: 100, batch_size: 32}
    loss: categorical_crossentropy(label, head(encoder(image)))
    optimizer: {Adam: 0.003}
evaluate:
  read: {on: mnist.test, measure: "accuracy(label, head(encoder(image)))", expect: ">= 0.2"}
`;

let folder = '';
const at = (...parts: string[]) => join(folder, ...parts);
const run = (store: string, ...args: string[]) =>
  lagraph(['run', 'several.yaml', '--store', store, '--json', ...args], { cwd: folder });

/** Phases by name with their status, and the values of evaluations. */
function story(out: string) {
  const told = events(out);
  return {
    phases: Object.fromEntries(told.flatMap((e) => (e.event === 'phase' ? [[e.name, e.status]] : []))),
    values: Object.fromEntries(told.flatMap((e) => (e.event === 'evaluate' ? [[e.name, e.value]] : []))),
    mean: told.find((e) => e.event === 'evaluate' && e.name === 'read'),
  };
}

beforeAll(async () => {
  build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-seeds-'));
  await writeFile(at('several.yaml'), graph);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('several seeds', () => {
  it('are one run, whose figures are means; seeds are added without training the others again', async () => {
    const first = await run('store', '--seeds', '2');
    expect(first.code).toBe(0);
    const two = story(first.out);
    expect(two.phases).toEqual({ 'read@3': 'trained', 'read@4': 'trained' });
    const { 'read@3': a, 'read@4': b, read } = two.values as Record<string, number>;
    expect(a).not.toBe(b);
    expect(read).toBeCloseTo((a! + b!) / 2, 12);
    expect(two.mean).toMatchObject({
      bySeed: [
        { seed: 3, value: a },
        { seed: 4, value: b },
      ],
      ok: true,
    });

    const added = story((await run('store', '--seeds', '3')).out);
    expect(added.phases).toEqual({ 'read@3': 'cached', 'read@4': 'cached', 'read@5': 'trained' });
    expect(added.values).toMatchObject({ 'read@3': a, 'read@4': b });

    // Each seed is what a run with this seed alone is.
    const alone = story((await run('store', '--seed', '5')).out);
    expect(alone.phases).toEqual({ read: 'cached' });
    expect(alone.values['read']).toBe(added.values['read@5']);

    // The record of the run has the means, and those of the other seeds are opened by name.
    const runs = await readdir(at('store', 'runs'));
    expect(runs).toHaveLength(3);
    const manifests = await Promise.all(
      runs.map(async (name) => {
        const text = await readFile(at('store', 'runs', name, 'manifest.json'), 'utf8');
        return { name, text, seeds: (JSON.parse(text) as { seeds?: number[] }).seeds };
      }),
    );
    const bundle = manifests.find(({ seeds }) => seeds?.length === 3)!;
    expect(bundle.text).toContain('"bySeed"');
    const exported = (seed: string) =>
      lagraph(
        [
          'export',
          `${bundle.name}${seed}`,
          'head',
          '--store',
          'store',
          '--as',
          'onnx',
          '-o',
          `head${seed}.onnx`,
        ],
        {
          cwd: folder,
        },
      );
    expect((await exported('@4')).code).toBe(0);
    expect((await exported('')).code).toBe(0);
    expect(await readFile(at('head@4.onnx'))).not.toEqual(await readFile(at('head.onnx')));
    expect((await exported('@9')).err).toContain('has no seed 9; its seeds are 3, 4, 5');
  }, 120_000);

  it('have their curves side by side on the page of the run', async () => {
    const { run: first } = JSON.parse(
      (await lagraph(['runs', '--store', 'store', '--json'], { cwd: folder })).out,
    )[0] as { run: string };
    const page = await readFile(at('store', 'runs', first, 'report.html'), 'utf8');
    const script = pageElements(page).find(({ attributes }) => attributes.get('id') === 'page-data')!;
    const { charts } = JSON.parse(script.text) as PageData;
    const overlay = charts.find(({ id }) => id === 'seed-curves')!.data as OverlayData;
    expect(overlay.panels.map(({ title }) => title)).toEqual(['read: loss']);
    expect(overlay.panels[0]!.lines.map(({ name, points }) => [name, points.length])).toEqual([
      ['seed 3', 4],
      ['seed 4', 4],
    ]);
    const own = await lagraph(['report', `${first}@4`, '--store', 'store', '-o', 'four.html'], {
      cwd: folder,
    });
    expect(own.code).toBe(0);
    expect(await readFile(at('four.html'), 'utf8')).not.toContain('With each seed');
  });

  it('hold the mean to what is expected', async () => {
    const { code, err } = await run('store', '--seeds', '2', 'evaluate.read.expect=">= 0.99"');
    expect(code).toBe(3);
    expect(err).not.toContain('read@3');
  }, 120_000);

  it('go on from where they were interrupted', async () => {
    const whole = story((await run('whole', '--seeds', '2', 'plan.read.on.epochs=12')).out);
    const { child, finished } = start(
      ['run', 'several.yaml', '--store', 'broken', '--json', '--seeds', '2', 'plan.read.on.epochs=12'],
      { cwd: folder },
    );
    let told = '';
    child.stdout!.on('data', (text: string) => {
      told += text;
      if (/"epoch","phase":"read@4","epoch":2/.test(told) && !child.killed) child.kill('SIGINT');
    });
    expect((await finished).code).toBe(130);
    const resumed = story((await run('broken', '--seeds', '2', 'plan.read.on.epochs=12')).out);
    expect(Object.values(resumed.phases)).not.toContain('trained');
    expect(resumed.values).toEqual(whole.values);
  }, 120_000);

  it('are refused where they are none', async () => {
    const { code, err } = await run('store', '--seeds', 'few');
    expect(code).toBe(2);
    expect(err).toContain('1,2,7');
  });
});
