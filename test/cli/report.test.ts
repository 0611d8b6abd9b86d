import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { lagraph, type Finished } from '../support/spawn-lagraph.js';
import { pageElements, plain } from '../page/parse-page.js';

const graph = `lagraph: 1
name: "<script>alert('tiny')</script>"
seed: 3
params: {broken: 1}
data:
  mnist: {source: mnist}
networks:
  encoder:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: 8, activation: relu}}]
  decoder:
    input: encoder
    layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]
models:
  autoencoder: encoder -> decoder
plan:
  copy:
    train: autoencoder
    on: {data: mnist, epochs: 2, steps_per_epoch: 4, batch_size: 16}
    loss: mean_squared_error(image, autoencoder(image)) * log(\${broken})
    optimizer: {Adam: 0.01}
evaluate:
  off:
    on: mnist.test
    measure: mean_absolute_error(image, autoencoder(image))
report:
  - translations: {on: mnist.test, rows: [image, autoencoder(image)], count: 6}
  - curves: [copy]
`;

let folder = '';
let ran: Finished;
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });
const pathIn = (out: string): string => /^page: (.*)$/m.exec(out)![1]!;

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-report-'));
  await writeFile(join(folder, 'tiny.yaml'), graph);
  ran = await at('run', 'tiny.yaml', 'broken=3');
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the page of a run', () => {
  it('is written when the run ends, and its path is shown', async () => {
    expect(ran.code).toBe(0);
    const path = pathIn(ran.out);
    expect(path).toMatch(/^\.lagraph\/runs\/[^/]+\/report\.html$/);
    const html = await readFile(join(folder, path), 'utf8');
    expect(Buffer.byteLength(html)).toBeLessThan(5_000_000);
    const all = pageElements(html);
    const [title] = all.filter(({ name }) => name === 'h1');
    expect(title!.text).toBe("<script>alert('tiny')</script>");
    const images = all.filter(({ name }) => name === 'img').map(({ attributes }) => attributes.get('src')!);
    expect(images.some((source) => source.startsWith('data:image/png;base64,'))).toBe(true);
    const commands = all.filter(({ attributes }) => attributes.get('class') === 'command');
    expect(commands.map(plain)).toEqual(['lagraph run tiny.yaml broken=3']);
  });

  it('is written again, elsewhere or to standard output, by report', async () => {
    const there = await at('report', 'latest');
    expect(there).toMatchObject({ code: 0, err: '' });
    expect(there.out.trim()).toBe(pathIn(ran.out));
    const elsewhere = await at('report', 'latest', '-o', 'page.html');
    expect(elsewhere).toMatchObject({ code: 0, out: 'page.html\n', err: '' });
    const { out } = await at('report', 'latest', '-o', '-');
    expect(out).toBe(await readFile(join(folder, 'page.html'), 'utf8'));
  });

  it('is written of a run that fails, with the reason', async () => {
    const failed = await at('run', 'tiny.yaml', 'broken=0');
    expect(failed.code).toBe(3);
    const html = await readFile(join(folder, pathIn(failed.out)), 'utf8');
    const problem = pageElements(html).find(({ attributes }) => attributes.get('class') === 'problem')!;
    expect(plain(problem)).toContain('copy');
  });

  it('says what is wrong with a run or a place', async () => {
    const unknown = await at('report', 'nothing');
    expect(unknown).toMatchObject({ code: 1, out: '' });
    expect(unknown.err).toContain('There is no run named nothing');
    const inFolder = await at('report', 'latest', '-o', '.');
    expect(inFolder).toMatchObject({ code: 2, out: '' });
    expect(inFolder.err).toContain('. is a folder');
    const both = await at('report', 'latest', '-o', '-', '--open');
    expect(both.code).toBe(2);
  });

  it('leaves nothing half written', async () => {
    const runs = join(folder, '.lagraph/runs');
    for (const run of await readdir(runs)) {
      expect((await stat(join(runs, run, 'report.html'))).size).toBeGreaterThan(10_000);
      expect((await readdir(join(runs, run))).filter((name) => /tmp|draft/.test(name))).toEqual([]);
    }
  });
});
