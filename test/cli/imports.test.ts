/** A graph with a part, from its files to the run's record. */
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Manifest } from '../../src/index.js';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { events, lagraph, type Finished } from '../support/spawn-lagraph.js';

const GRAPH = `lagraph: 1
name: copies
imports: {d: parts/digits.yaml}
networks:
  decoder: {input: d.encoder, layers: [{Dense: 36}, {Reshape: [6, 6, 1]}]}
models:
  copier: d.encoder -> decoder
plan:
  draw:
    train: decoder
    on: {data: d.digits, epochs: 2, batch_size: 16}
    loss: mean_squared_error(image, copier(image))
    optimizer: {Adam: 0.01}
    validate: d.digits
    keep: {best: val.loss}
evaluate:
  copies_read: {on: d.digits, measure: "accuracy(label, d.reader(copier(image)))"}
report:
  - curves: [d.read, draw]
  - translations: {on: d.digits, rows: [image, copier(image)], count: 3}
`;

let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });
const statusOf = ({ out }: Finished): Record<string, string> =>
  Object.fromEntries(
    events(out).flatMap((event) => (event.event === 'phase' ? [[event.name, event.status]] : [])),
  );

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-imports-'));
  await mkdir(join(folder, 'parts'));
  // The part's images lie beside it.
  await writeDigits(join(folder, 'parts'));
  await writeFile(join(folder, 'g.yaml'), GRAPH);
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('is checked with its part, whose files lie beside that', async () => {
  expect(await at('check', 'g.yaml', 'parts/digits.yaml')).toEqual({
    code: 0,
    out: 'ok g.yaml: 3 networks, 2 models, 3 phases\nok parts/digits.yaml: 2 networks, 1 model, 2 phases\n',
    err: '',
  });
  const wrong = GRAPH.replace('parts/digits', 'parts/digit');
  await writeFile(join(folder, 'wrong.yaml'), wrong);
  expect((await at('check', 'wrong.yaml')).out).toContain('did you mean `parts/digits.yaml`?');
  await writeFile(join(folder, 'wrong.yaml'), wrong.replace('parts/digit.yaml', 'parts'));
  expect((await at('check', 'wrong.yaml')).out).toContain(
    'the part parts can not be read: it is a folder, not a file',
  );
});

it('runs, keeps the texts of both, and shares what the part trains', async () => {
  const run = await at('run', 'g.yaml', '--engine', 'tfjs', '--json', 'd.epochs=1');
  expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: '' });
  expect(statusOf(run)).toEqual({ 'd.read': 'trained', 'd.again': 'trained', draw: 'trained' });
  const [name] = await readdir(join(folder, '.lagraph/runs'));
  const record = join(folder, '.lagraph/runs', name!);
  const read = (file: string) => readFile(join(record, file), 'utf8');
  const manifest = JSON.parse(await read('manifest.json')) as Manifest;
  expect(manifest).toMatchObject({
    parts: [{ file: 'parts/digits.yaml', copy: 'part.d.yaml' }],
    params: [{ name: 'd.epochs', value: 1, origin: 'command line' }],
  });
  expect(await read('graph.yaml')).toBe(GRAPH);
  expect(await read('part.d.yaml')).toBe(digitsGraph);
  expect(Object.keys(manifest.files!)).toContain('part.d.yaml');

  // Another graph with the part under the same namespace trains nothing of it again; under another one it does.
  const other = `lagraph: 1
imports: {d: ./parts/../parts/digits.yaml}
evaluate: {read: {on: d.digits, measure: "accuracy(label, d.reader(image))"}}
`;
  await writeFile(join(folder, 'other.yaml'), other);
  const again = await at('run', 'other.yaml', '--engine', 'tfjs', '--json', 'd.epochs=1');
  expect(statusOf(again)).toEqual({ 'd.read': 'cached', 'd.again': 'cached' });
  await writeFile(
    join(folder, 'other.yaml'),
    other.replaceAll(/\bd\b/g, 'e').replace('digits.yaml', 'digits.yaml'),
  );
  const apart = await at('run', 'other.yaml', '--engine', 'tfjs', '--json', 'e.epochs=1');
  expect(statusOf(apart)).toEqual({ 'e.read': 'trained', 'e.again': 'trained' });
  await writeFile(
    join(folder, 'other.yaml'),
    other
      .replace('imports: {d: ', 'imports: {e: {was: d, from: ')
      .replace('yaml}', 'yaml}}')
      .replaceAll(' d.', ' e.'),
  );
  const renamed = await at('run', 'other.yaml', '--engine', 'tfjs', '--json', 'e.epochs=1');
  expect(renamed.err).toBe('');
  expect(statusOf(renamed)).toEqual({ 'e.read': 'cached', 'e.again': 'cached' });
});

it('gives models by their whole names', async () => {
  const exported = await at('export', 'latest', 'e.reader', '--as', 'tfjs');
  expect({ code: exported.code, err: exported.err }).toEqual({ code: 0, err: '' });
  expect(await readdir(join(folder, 'e.reader-tfjs'))).toContain('model.json');
  const plan = await at('plan', 'g.yaml', '--engine', 'tfjs', 'd.epochs=1', '--json');
  expect(plan.out).toContain('"d.read"');
  expect(plan.code).toBe(0);
});
