import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digitFiles } from '../../../bench/idx.mjs';
import { readNumpyExamples } from '../../../src/cli/commands/apply/inputs/read-npz.js';
import { build } from '../../support/build-dist.js';
import { lagraph } from '../../support/spawn-lagraph.js';
import { noTrackers } from '../../support/trackers-python.js';

const graph = `lagraph: 1
name: digits
data:
  digits: {source: {idx: {images: images.idx, labels: labels.idx, size: [6, 6], classes: 4}}}
networks:
  encoder: {input: [6, 6, 1], layers: [Flatten, {Dense: 4}]}
  head: {input: encoder, layers: [{Dense: {units: 4, activation: softmax}}]}
  decoder: {input: encoder, layers: [{Dense: {units: 36, activation: sigmoid}}, {Reshape: [6, 6, 1]}]}
models:
  reader: encoder -> head
  copier: encoder -> decoder
  both:
    inputs: {left: [6, 6, 1], right: [4]}
    wires: {code: encoder(left) + right, class: head(code)}
    outputs: [class, code]
plan:
  read:
    train: [reader, decoder]
    on: {data: digits, epochs: 1, batch_size: 16}
    losses: {read: "categorical_crossentropy(label, reader(image))", copy: "mean_squared_error(image, copier(image))"}
    optimizer: {Adam: 0.01}
`;

let folder = '';
const apply = (...args: string[]) => lagraph(['apply', 'latest', ...args], { cwd: folder });
const text = (name: string) => readFile(join(folder, name), 'utf8');

/** A picture that is dark on its left half, of the given size. */
const picture = (width: number, height: number) =>
  sharp(Buffer.from(Array.from({ length: width * height }, (_, at) => (at % width < width / 2 ? 0 : 255))), {
    raw: { width, height, channels: 1 },
  }).toColourspace('b-w');

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-apply-'));
  for (const [name, bytes] of Object.entries(digitFiles(64))) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'g.yaml'), graph);
  expect(await lagraph(['run', 'g.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
  await mkdir(join(folder, 'photos/a/deep'), { recursive: true });
  await mkdir(join(folder, 'photos/b'));
  await picture(6, 6).png().toFile(join(folder, 'photos/a/one.png'));
  await picture(12, 12).webp().toFile(join(folder, 'photos/a/deep/two.webp'));
  await picture(6, 6).tiff().toFile(join(folder, 'photos/b/one.tif'));
  await writeFile(join(folder, 'photos/readme.txt'), 'no picture');
  await writeFile(join(folder, 'photos/.hidden.png'), 'no picture');
  // A BMP of 24 bits, bottom up, 2 x 2: white.
  const bmp = Buffer.alloc(70, 255);
  bmp.write('BM');
  for (const [at, value] of [
    [2, 70],
    [6, 0],
    [10, 54],
    [14, 40],
    [18, 2],
    [22, 2],
    [30, 0],
    [34, 16],
    [38, 0],
    [42, 0],
    [46, 0],
    [50, 0],
  ] as const)
    bmp.writeUInt32LE(value, at);
  bmp.writeUInt16LE(1, 26);
  bmp.writeUInt16LE(24, 28);
  await writeFile(join(folder, 'photos/b/white.bmp'), bmp);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('apply', { timeout: 120_000 }, () => {
  it('takes folders and patterns, and tells the class that is read', async () => {
    const { code, out, err } = await apply('reader', 'photos', '-o', 'read.csv');
    expect({ code, out, err }).toEqual({
      code: 0,
      out: 'read.csv\n',
      err: 'note: 1 file of photos is of no kind that is read\n',
    });
    const [head, ...lines] = (await text('read.csv')).trimEnd().split('\n');
    expect(head).toBe('file,class,probability,0,1,2,3');
    expect(lines.map((line) => line.split(',')[0])).toEqual([
      'photos/a/deep/two.webp',
      'photos/a/one.png',
      'photos/b/one.tif',
      'photos/b/white.bmp',
    ]);
    for (const line of lines) {
      const [, name, probability, ...numbers] = line.split(',');
      expect(Math.max(...numbers.map(Number))).toBe(Number(probability));
      expect(numbers[Number(name)]).toBe(probability);
    }
    // The same pictures, whatever their format and size, one at a time or together.
    expect(new Set(lines.slice(0, 3).map((line) => line.split(',')[1])).size).toBe(1);
    const some = await apply('reader', 'photos/**/one.{png,tif}', '--batch', '1');
    const answers = JSON.parse(some.out) as { file: string; class: string; probability: number }[];
    expect(answers.map(({ file }) => file)).toEqual(['photos/a/one.png', 'photos/b/one.tif']);
    expect(answers[0]!.class).toBe(lines[1]!.split(',')[1]);
    expect(await apply('reader', 'photos/*.gif')).toMatchObject({
      code: 1,
      err: expect.stringContaining('photos/*.gif: no file fits this'),
    });
  });

  it('keeps places below a folder in the names of pictures', async () => {
    expect(await apply('copier', 'photos', '-o', 'made')).toMatchObject({ code: 0 });
    const made = await readdir(join(folder, 'made'), { recursive: true });
    expect(made.filter((name) => name.endsWith('.png')).sort()).toEqual([
      'a/deep/two-copier.png',
      'a/one-copier.png',
      'b/one-copier.png',
      'b/white-copier.png',
    ]);
  });

  it('goes over rows of CSV, JSON and NPZ to the same answers', async () => {
    const rows = Array.from({ length: 5 }, (_, row) => Array.from({ length: 4 }, (_, at) => (row * at) / 8));
    await writeFile(join(folder, 'rows.csv'), rows.map((row) => `${row.join()}\n`).join(''));
    await writeFile(join(folder, 'rows.json'), JSON.stringify(rows));
    const ofCsv = JSON.parse((await apply('head', 'rows.csv', '--batch', '2')).out) as object[];
    const ofJson = JSON.parse((await apply('head', 'rows.json')).out) as object[];
    expect(ofCsv).toHaveLength(5);
    expect(ofCsv[4]).toMatchObject({ file: 'rows.csv', row: 5, output: 'output', shape: [4] });
    expect(ofJson).toEqual(ofCsv.map((one) => ({ ...one, file: 'rows.json' })));
    expect(await apply('head', 'rows.csv', '-o', 'out.npz')).toMatchObject({ code: 0, out: 'out.npz\n' });
    const kept = await readNumpyExamples('out.npz', [{ name: 'output', shape: [4], size: 4 }], folder);
    expect(kept.map(({ values }) => [...values[0]!].map((one) => Number(one.toPrecision(9))))).toEqual(
      (ofCsv as { values: number[] }[]).map(({ values }) => values),
    );
    // Pictures of rows are told apart by their numbers; numbers for a folder are JSON.
    expect((await apply('decoder', 'rows.csv', '-o', 'drawn')).out.split('\n')[4]).toBe(
      'drawn/rows-5-decoder.png',
    );
    expect((await apply('head', 'rows.csv', '-o', 'numbers/')).out).toContain('numbers/rows-1-head.json\n');
    await writeFile(join(folder, 'bad.csv'), '1,2,3,4\n1,2,x,4\n');
    expect(await apply('head', 'bad.csv')).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('bad.csv: line 2, column 3: "x" is no number'),
    });
  });

  it.skipIf(noTrackers)('writes what numpy reads', async () => {
    await writeFile(join(folder, 'z.csv'), '1,2,3,4\n0,0,0,0\n');
    await apply('head', 'z.csv', '-o', 'numpy.npz');
    const script = `import json, numpy
a = numpy.load('numpy.npz')
print(json.dumps([sorted(a), a['file'].tolist(), a['row'].tolist(), a['class'].tolist(), list(a['output'].shape), str(a['output'].dtype), a['output'].argmax(1).tolist()]))`;
    const { stdout } = await promisify(execFile)(process.env['LAGRAPH_TRACKERS_PYTHON']!, ['-c', script], {
      cwd: folder,
    });
    const [names, files, rows, classes, shape, dtype, best] = JSON.parse(stdout) as unknown[];
    expect([names, files, rows, shape, dtype]).toEqual([
      ['class', 'file', 'output', 'row'],
      ['z.csv', 'z.csv'],
      [1, 2],
      [2, 4],
      'float32',
    ]);
    expect(classes).toEqual((best as number[]).map(String));
  });

  it('takes several inputs by name, and from files that hold all', async () => {
    await writeFile(join(folder, 'code.json'), '[0, 0, 0, 0]');
    const named = await apply('both', 'left=photos/a/one.png', 'right=code.json');
    const answers = JSON.parse(named.out) as { output: string; class?: string; values: number[] }[];
    expect(answers.map(({ output }) => output)).toEqual(['class', 'code']);
    const alone = JSON.parse((await apply('reader', 'photos/a/one.png')).out) as typeof answers;
    answers[0]!.values.forEach((value, at) => expect(value).toBeCloseTo(alone[0]!.values[at]!, 5));
    expect(answers[0]!.class).toBe(alone[0]!.class);
    expect(answers[1]).not.toHaveProperty('class');
    await writeFile(join(folder, 'all.csv'), `${[...Array(36).fill(0.5), 1, 2, 3, 4].join()}\n`);
    expect(await apply('both', 'all.csv', '-o', 'both.csv')).toMatchObject({ code: 0 });
    expect((await text('both.csv')).split('\n')[0]).toBe(
      'file,row,class.class,class.probability,class.0,class.1,class.2,class.3,code.0,code.1,code.2,code.3',
    );
    for (const [args, message] of [
      [['photos/a/one.png'], 'both has 2 inputs (left, right); photos/a/one.png is one file'],
      [['left=photos/a/one.png'], 'nothing is given for right'],
      [['left=photos', 'right=code.json'], 'left has 4 files, and right 1'],
      [['left=photos', 'code.json'], 'code.json: for which input?'],
    ] as const)
      expect(await apply('both', ...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });

  it('crops to the square in the middle, and says that a photo was turned', async () => {
    // Of 18 x 6 the middle third: dark on the left, bright on the right.
    await picture(18, 6).png().toFile(join(folder, 'wide.png'));
    await picture(6, 6).png().toFile(join(folder, 'square.png'));
    const values = async (...args: string[]) =>
      (JSON.parse((await apply('encoder', ...args)).out) as { values: number[] }[])[0]!.values;
    const square = await values('square.png');
    const cropped = await values('wide.png', '--crop');
    cropped.forEach((value, at) => expect(value).toBeCloseTo(square[at]!, 5));
    const { data, info } = await picture(6, 6).rotate(90).raw().toBuffer({ resolveWithObject: true });
    await sharp(data, { raw: info })
      .withMetadata({ orientation: 8 })
      .jpeg({ quality: 100 })
      .toFile(join(folder, 'side.jpg'));
    const turned = await apply('encoder', 'side.jpg');
    expect(turned.err).toBe('note: turned upright, as their Exif orientation says: side.jpg\n');
  });

  it('refuses a picture of what is none', async () => {
    expect(await apply('reader', 'photos/a/one.png', '-o', 'x.png')).toMatchObject({
      code: 1,
      err: expect.stringContaining('-o x.png: reader gives [4], which is no picture'),
    });
  });
});
