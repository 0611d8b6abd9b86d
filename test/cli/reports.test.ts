/** Every kind of report, from the graph to the files of a run. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readReportData, type ReportData } from '../../src/report/index.js';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { lagraph, type Finished } from '../support/spawn-lagraph.js';

const graph = `${digitsGraph.replace(
  'networks:',
  `networks:
  flat: {input: [6, 6, 1], layers: [Flatten, {Dense: 2}]}
  decoder: {input: flat, layers: [{Dense: {units: 36, activation: sigmoid}}, {Reshape: [6, 6, 1]}]}`,
)}  copy:
    train: [flat, decoder]
    on: {data: digits, epochs: 1, batch_size: 16}
    loss: mean_squared_error(image, decoder(flat(image)))
    optimizer: {Adam: 0.01}
    reference: {loss: 0.25}
report:
  - {curves: [read, again], scale: linear, name: both}
  - translations: {on: digits.train, rows: [image, decoder(flat(image))], count: 4}
  - rows:
      on: digits.train
      images: {digit: image, copy: decoder(flat(image))}
      labels: {digit: label, copy: reader(decoder(flat(image)))}
      count: 5
      page: 3
  - confusion: {on: digits.train, true: label, predicted: argmax(reader(image))}
  - mispredictions: {on: digits.train, image: image, true: label, predicted: reader(image), count: 3}
  - bars: {on: digits.train, true: label, predicted: reader(image), examples: 32}
  - plane: {on: digits.train, at: flat(image), colour: label, image: image, thumbnails: 6}
  - manifold: {model: decoder, range: [-2, 2], steps: 4}
  - interpolation: {on: digits.train, at: flat(image), model: decoder, count: 2, steps: 3}
  - histogram: {on: digits.train, of: flat(image), bins: 8}
  - samples: {model: decoder, count: 9}
`;

let folder = '';
let first: Finished;
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-reports-'));
  await writeDigits(folder);
  await writeFile(join(folder, 'digits.yaml'), graph);
  first = await at('run', 'digits.yaml');
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const reportFolder = (out: string): string => join(folder, /^run: (\S+)/m.exec(out)![1]!, 'report');

async function dataOf<Kind extends ReportData['kind']>(name: Kind): Promise<ReportData & { kind: Kind }> {
  const text = await readFile(join(reportFolder(first.out), `${name}.json`), 'utf8');
  return readReportData(text) as ReportData & { kind: Kind };
}

it('leaves a picture and its data for each', async () => {
  expect(first.code, first.err).toBe(0);
  expect(first.err).not.toContain('was not made');
  const names = (await readdir(reportFolder(first.out))).sort();
  const svg = 'bars both confusion histogram interpolation manifold mispredictions plane rows samples';
  expect(names).toEqual(
    [
      ...svg.split(' ').flatMap((name) => [`${name}.svg`, `${name}.json`]),
      'rows.page-2.svg',
      'translations.png',
      'translations.json',
    ].sort(),
  );
  expect(first.out).toMatch(/^both: \S+both\.svg$/m);
});

it('computes them on the data and the trained networks', async () => {
  const confusion = await dataOf('confusion');
  expect(confusion.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(64);
  const bars = await dataOf('bars');
  expect(bars.totals.reduce((sum, count) => sum + count, 0)).toBe(32);
  const wrong = 64 - confusion.counts.reduce((sum, row, own) => sum + row[own]!, 0);
  expect((await dataOf('mispredictions')).wrong).toBe(wrong);
  const plane = await dataOf('plane');
  expect(plane).toMatchObject({ projection: 'none', thumbnails: { count: 6, width: 6, height: 6 } });
  expect(plane.points).toHaveLength(64);
  expect((await dataOf('manifold')).sheet.count).toBe(16);
  expect((await dataOf('interpolation')).pairs).toHaveLength(2);
  expect((await dataOf('histogram')).series[0]!.counts.reduce((sum, count) => sum + count, 0)).toBe(128);
  expect((await dataOf('samples')).sheet.count).toBe(9);
  const rows = await dataOf('rows');
  expect(rows.rows.map(({ title, captions }) => [title, captions?.length])).toEqual([
    ['digit', 5],
    ['copy', 5],
  ]);
});

it('makes the same ones again', async () => {
  const again = await at('run', 'digits.yaml');
  for (const name of await readdir(reportFolder(first.out))) {
    const [before, after] = await Promise.all(
      [first, again].map(({ out }) => readFile(join(reportFolder(out), name))),
    );
    expect(after!.equals(before!), name).toBe(true);
  }
}, 60_000);

it('diff tells what a report shows in other ways', async () => {
  const changed = graph
    .replace('steps: 4', 'steps: 5')
    .replace('predicted: argmax(reader(image))', 'predicted: reader(decoder(flat(image)))')
    .replace('  - samples: {model: decoder, count: 9}\n', '');
  await writeFile(join(folder, 'changed.yaml'), changed);
  const { out } = await at('diff', 'digits.yaml', 'changed.yaml');
  expect(out).toMatch(/~ manifold: steps 4 → 5/);
  expect(out).toMatch(/confusion: predicted .* → .*flat/);
  expect(out).toMatch(/- samples/);
});

it('fmt knows their keys', async () => {
  await writeFile(
    join(folder, 'form.yaml'),
    graph.replace('{on: digits.train, at: flat(image), colour', '{at: flat(image), on: digits.train, colour'),
  );
  await at('fmt', 'form.yaml');
  expect(await readFile(join(folder, 'form.yaml'), 'utf8')).toMatch(
    /plane: \{on: digits.train, image: image, at: flat/,
  );
});
