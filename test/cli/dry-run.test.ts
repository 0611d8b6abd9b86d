/** `run --dry-run`: all of a graph is tried, and nothing of it is kept. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dryExamples } from '../../src/cli/commands/run/dry-program.js';
import { compile } from '../../src/index.js';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { lagraph, type Finished } from '../support/spawn-lagraph.js';

const graph = `${digitsGraph
  .replace('loss: mean_squared_error', 'validate: digits.train\n    loss: mean_squared_error')
  .replace('{epochs: 2}', '{epochs: 500}')}evaluate:
  right:
    on: digits.train
    measure: accuracy(label, reader(image))
    expect: ">= 1.1"
report:
  - curves: [read, again]
  - rows: {on: digits.train, images: {digit: image}, labels: {digit: reader(image)}, count: 60}
  - confusion: {on: digits.train, true: label, predicted: reader(image)}
`;

let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });
const temporaryStores = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('lagraph-dry-run-'));
let before: string[] = [];

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-dry-'));
  await writeDigits(folder);
  await writeFile(join(folder, 'digits.yaml'), graph);
  before = await temporaryStores();
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('takes one step of every phase, evaluates, draws, expects nothing, and keeps nothing', async () => {
  const files = await readdir(folder);
  const { code, out, err } = await at('run', 'digits.yaml', '--dry-run');
  expect(code, err).toBe(0);
  expect(err).toContain('read: begins, 1 epoch of 1 step');
  expect(err).toContain('again: begins, 1 epoch of 1 step');
  expect(out).toMatch(/^right +\d/m);
  expect(out).toContain('reports: curves, rows, confusion');
  expect(out).toMatch(
    /^dry run: one step of 2 phases, a batch of 1 evaluation, a picture of 3 reports, in .*; nothing was kept$/m,
  );
  expect(await readdir(folder)).toEqual(files);
  expect((await temporaryStores()).filter((name) => !before.includes(name))).toEqual([]);
}, 60_000);

it('says the same as events', async () => {
  const { code, out } = await at('run', 'digits.yaml', '--dry-run', '--json', '--only', 'read');
  const events = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { event: string });
  expect(code).toBe(0);
  expect(events.filter(({ event }) => event === 'epoch')).toHaveLength(1);
  expect(events.at(-1)).toMatchObject({
    event: 'dry-run',
    phases: [{ name: 'read', metrics: { loss: expect.any(Number), 'val.loss': expect.any(Number) } }],
    ok: true,
  });
}, 60_000);

it('fails as a run would: a loss that is not finite, data that are not there, a graph that is wrong', async () => {
  const failing = await at('run', 'digits.yaml', 'plan.read.loss=mean(log(reader(image) - 2))', '--dry-run');
  expect(failing.code).toBe(3);
  expect(failing.err).toContain('nothing was kept');
  await writeFile(join(folder, 'missing.yaml'), graph.replace('images.idx', 'none.idx'));
  expect((await at('run', 'missing.yaml', '--dry-run')).code).toBe(1);
  expect((await at('run', 'digits.yaml', 'plan.read.on.epochz=1', '--dry-run')).code).toBe(1);
  expect((await at('run', 'digits.yaml', '--dry-run', '--tensorboard', 'tb')).code).toBe(2);
  expect((await temporaryStores()).filter((name) => !before.includes(name))).toEqual([]);
}, 60_000);

it('reads as many examples as a weight that is solved for has rows', () => {
  const program = compile(`lagraph: 1
name: anchors
data:
  mnist: {source: mnist}
  few: {from: mnist, take: {train: 100}}
networks:
  anchors: {weights: [100, 28, 28, 1]}
plan:
  choose: {train: anchors, on: few, solve: {examples: {inputs: image}}}
`);
  expect(dryExamples(program)).toBe(100);
});
