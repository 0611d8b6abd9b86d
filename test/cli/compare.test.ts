/** `lagraph compare`, as a user runs it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/comparison/index.js';
import { listRuns } from '../../src/runtime/index.js';
import { chromiumPath, openBrowser } from '../support/browser.js';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { lagraph, type Finished } from '../support/spawn-lagraph.js';

const graph = `${digitsGraph.replace('{epochs: 2}', '{epochs: 2, hidden: 4}').replace('{Dense: 4}', '{Dense: "${hidden}"}')}evaluate:
  reads: {on: digits.train, measure: "accuracy(label, reader(image))"}
report:
  - translations: {on: digits.train, rows: [image, "image * reshape(mean(reader(image)), [1, 1, 1])"], count: 4}
  - curves: [read]
`;

let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });
const compared = async (...args: string[]): Promise<Comparison> => {
  const { code, out, err } = await at('compare', '--json', ...args);
  expect(code, err).toBe(0);
  return JSON.parse(out) as Comparison;
};
let names: string[] = [];

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-compare-'));
  await writeDigits(folder);
  await writeFile(join(folder, 'digits.yaml'), graph);
  for (const args of [[], ['--seed', '4'], ['hidden=5', '--seeds', '3,9']]) {
    const { code, err } = await at('run', 'digits.yaml', ...args);
    expect(code, err).toBe(0);
  }
  names = (await listRuns(join(folder, '.lagraph'))).map(({ run }) => run);
  await at('runs', 'rename', names[1]!, 'narrow');
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('compare', () => {
  it('puts runs that differ in their seed alone together, with mean and deviation', async () => {
    const { groups, figures } = await compared(...names);
    expect(groups.map(({ label, runs }) => [label, runs.map(({ seed }) => seed)])).toEqual([
      ['narrow', [3, 4]],
      [names[2], [3, 9]],
    ]);
    expect(figures.slice(0, 2)).toEqual(['reads', 'read.loss']);
    const manifests = await listRuns(join(folder, '.lagraph'));
    const [a, b] = manifests.slice(0, 2).map(({ phases }) => phases[0]!.metrics['loss']!);
    const { mean, spread, values } = groups[0]!.figures['read.loss']!;
    expect(values.map(({ value }) => value)).toEqual([a, b]);
    expect(mean).toBeCloseTo((a! + b!) / 2, 12);
    expect(spread).toBeCloseTo(Math.abs(a! - b!) / Math.SQRT2, 12);
    // A run with several seeds: the means of its record, and the values of its seeds.
    const means = manifests[2]!.evaluations[0]!;
    expect(groups[1]!.figures['reads']).toMatchObject({ mean: means.value, spread: means.spread });
    expect(groups[1]!.figures['read.loss']!.values.map(({ seed }) => seed)).toEqual([3, 9]);
  });

  it('tells figures and what differs, in the words of diff', async () => {
    const { code, out } = await at('compare', 'narrow', 'latest');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^ +run +graph +status +seed +asked for\nA +narrow +digits +done +4\nB +\S+ +digits +done +3, 9 +hidden=5\n/,
    );
    expect(out).toMatch(/^read\.loss +0\.\d+ +0\.\d+ (?:\+-|±) \S+$/m);
    expect(out).toMatch(/^A (?:->|→) B\n {2}params\n {4}~ hidden {2}4 (?:->|→) 5 /m);
    expect(out).toContain('    ~ encoder');
    expect(out).not.toContain('seed 4');
    const same = await at('compare', names[0]!);
    expect(same.out).not.toMatch(/->|→/);
  });

  it('chooses runs by conditions, and writes what the ending says', async () => {
    const csv = await at('compare', '--where', 'hidden == 4', '-o', 'runs.csv');
    expect(csv.out).toBe('runs.csv\n');
    const lines = (await readFile(join(folder, 'runs.csv'), 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe('group,label,figure,run,seed,value,spread,n');
    expect(lines.filter((line) => line.includes(',reads,'))).toHaveLength(3);
    const json = await compared('--where', 'hidden == 5', 'narrow');
    expect(json.groups).toHaveLength(2);
  });

  it.each([
    [[], 'name the runs that are compared', 2],
    [['latest', '-o', 'page.pdf'], 'follows from its ending', 2],
    [['latest', '-o', 'page.html', '--csv'], 'ends otherwise than --csv says', 2],
    [['latest', '--csv', '--json'], 'cannot be used with', 2],
    [['--where', 'wide == 4'], 'the runs have no column wide', 2],
    [['--where', 'hidden == 7'], 'no run meets --where', 1],
    [['nobody'], 'There is no run named nobody', 1],
  ])('%s is refused', async (args, message, exit) => {
    const { code, out, err } = await at('compare', ...args);
    expect({ code, out }).toEqual({ code: exit, out: '' });
    expect(err).toContain(message);
  });

  it('writes a page that needs nothing else', async () => {
    expect((await at('compare', ...names, '-o', 'page.html')).code).toBe(0);
    const text = await readFile(join(folder, 'page.html'), 'utf8');
    expect(text.length).toBeLessThan(5_000_000);
    expect(text).not.toMatch(/(?:src|href)="(?!data:|#)/);
    expect(text).toContain('A: narrow');
    expect(text).toMatch(/<img\s+src="data:image\/png;base64,|<image\s+id="\S+"\s+href="data:image\/png/);
  });

  it.skipIf(chromiumPath === null)(
    'whose curves are drawn, without an error',
    async () => {
      await at('compare', ...names, '-o', 'page.html');
      const browser = await openBrowser();
      try {
        for (const width of [360, 1200]) {
          const view = await browser.newPage({ viewport: { width, height: 800 } });
          const faults: string[] = [];
          view.on('console', (message) => faults.push(message.text()));
          view.on('pageerror', (error) => faults.push(error.message));
          await view.goto(pathToFileURL(join(folder, 'page.html')).href);
          await view.waitForSelector('[data-chart=curves] svg');
          expect(await view.locator('[data-chart=curves] text').allTextContents()).toEqual(
            expect.arrayContaining(['read: loss', 'A: narrow', `B: ${names[2]}`]),
          );
          expect(await view.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          expect(faults).toEqual([]);
          await view.close();
        }
      } finally {
        await browser.close();
      }
    },
    60_000,
  );
});
