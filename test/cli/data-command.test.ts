/** `lagraph data`: what a network will see, before anything is trained. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { digitsGraph, writeDigits } from '../support/digits-graph.js';
import { events, lagraph, type Finished } from '../support/spawn-lagraph.js';

const graph = digitsGraph
  .replace(
    'networks:',
    `  moved:
    from: digits
    augment: {image: {shift: 0.3, fill: constant}}
    add: {noisy: "image + normal(0.5, 0.5)"}
  both: {pair: {a: digits, b: moved}, by: label}
networks:`,
  )
  .replace(
    /plan:[^]*/,
    `plan:
  read:
    train: reader
    on: {data: moved, batch_size: 64}
    loss: mean_squared_error(label, reader(noisy))
    metrics: {noise: mean(noisy), brightness: mean(image)}
    optimizer: {SGD: 0.01}
`,
  );

let folder = '';
const at = (...args: string[]): Promise<Finished> => lagraph(args, { cwd: folder });

interface Shown {
  data: {
    dataset: string;
    examples: number;
    phase: string | null;
    shown: number[];
    fields: { name: string; shape: number[]; mean: number }[];
    classes: { label: string; names: string[]; counts: number[] }[];
    picture: string;
  }[];
}

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-data-'));
  await writeDigits(folder);
  await writeFile(join(folder, 'digits.yaml'), graph);
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('data', () => {
  it('shows the examples of a phase as it sees them first: augmented, with the fields that are added', async () => {
    const { code, out } = await at('data', 'digits.yaml', '--json', '--count', '6');
    expect(code).toBe(0);
    const [moved, ...others] = (JSON.parse(out) as Shown).data;
    expect(others).toEqual([]);
    expect(moved).toMatchObject({ dataset: 'moved', examples: 64, phase: 'read' });
    expect(moved!.shown).toHaveLength(6);
    expect(moved!.fields.map(({ name, shape }) => [name, shape])).toEqual([
      ['image', [6, 6, 1]],
      ['label', [4]],
      ['noisy', [6, 6, 1]],
    ]);
    expect(moved!.classes[0]!.counts.reduce((sum, count) => sum + count, 0)).toBe(64);
    // The one step of the phase sees all 64 examples, with the same draws.
    const run = events((await at('run', 'digits.yaml', '--json')).out);
    const epoch = run.find((event) => event.event === 'epoch')!;
    const meanOf = (wanted: string) => moved!.fields.find(({ name }) => name === wanted)!.mean;
    expect(meanOf('noisy')).toBeCloseTo(epoch.event === 'epoch' ? epoch.metrics['noise']! : NaN, 5);
    expect(meanOf('image')).toBeCloseTo(epoch.event === 'epoch' ? epoch.metrics['brightness']! : NaN, 5);
  }, 60_000);

  it('writes the same contact sheet each time, and nothing else', async () => {
    const before = await readdir(folder);
    expect((await at('data', 'digits.yaml', '-o', 'sheets')).code).toBe(0);
    const first = await readFile(join(folder, 'sheets/moved.train.png'));
    expect((await sharp(first).metadata()).width).toBeGreaterThan(300);
    await at('data', 'digits.yaml', '-o', 'sheets');
    expect((await readFile(join(folder, 'sheets/moved.train.png'))).equals(first)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual([...before, 'sheets'].sort());
  }, 60_000);

  it('shows pairs one above the other, with their labels, and prints shapes, ranges and counts', async () => {
    const { code, out } = await at('data', 'digits.yaml', 'both', '-o', 'both.svg', '--count', '5');
    expect(code).toBe(0);
    expect(out).toMatch(/^both\.train: \d+ examples/);
    expect(out).toMatch(/^a\.image +image +\[6, 6, 1\] +0 +/m);
    expect(out).toMatch(/^b\.label: 0 \d+, 1 \d+, 2 \d+, 3 \d+$/m);
    const svg = await readFile(join(folder, 'both.svg'), 'utf8');
    for (const title of ['a.image', 'b.image', 'b.noisy']) expect(svg).toContain(`>${title}</text>`);
    const captions = [...svg.matchAll(/text-anchor="middle">(\d)<\/text>/g)].map(([, text]) => text);
    expect(captions).toHaveLength(15);
    // Examples of a pair have one class.
    for (let pair = 0; pair < 5; pair += 1) expect(captions[3 * pair]).toBe(captions[3 * pair + 1]);
  });

  it.each([
    [['digts'], /there is no data set digts[^]*did you mean digits\?/],
    [['digits.tran'], /there is no split of digits tran/],
    [['digits', '--count', '0'], /whole number, 1 or more/],
    [['digits', 'again'], /again is not key=value/],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await at('data', 'digits.yaml', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('takes changes to the graph', async () => {
    const { out } = await at('data', 'digits.yaml', 'data.moved.add.noisy=image * 0', '--json');
    expect((JSON.parse(out) as Shown).data[0]!.fields[2]).toMatchObject({ name: 'noisy', mean: 0 });
  });
});
