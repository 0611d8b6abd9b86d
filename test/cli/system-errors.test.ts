/** System errors are reported as such (what, where and why), and never as a bug of lagraph. */
import { mkdir, mkdtemp, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { idxFile } from '../../bench/idx.mjs';
import { build, root } from '../support/build-dist.js';
import { events, lagraph, start } from '../support/spawn-lagraph.js';

beforeAll(build, 180_000);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-environment-'));
  await writeFile(join(folder, 'own.yaml'), graph);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Simulated images, so that nothing is read or downloaded. */
const graph = `lagraph: 1
name: own
data: {hands: {source: hands, train: 12, test: 6}}
networks:
  net: {input: [64, 64, 3], layers: [Flatten, {Dense: {units: 6, activation: softmax}}]}
plan:
  learn:
    train: net
    on: {data: hands, epochs: 1, batch_size: 6}
    loss: categorical_crossentropy(label, net(image))
    optimizer: {SGD: 0.01}
`;

const run = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  lagraph(['run', 'own.yaml', '--json', ...args], { cwd: folder, env });

describe('a store that can not be used', () => {
  it('is a file', async () => {
    for (const command of [
      ['run', 'own.yaml'],
      ['plan', 'own.yaml'],
      ['runs'],
      ['apply', 'latest', 'net', 'x.png'],
    ]) {
      const { code, err } = await lagraph([...command, '--store', 'own.yaml'], { cwd: folder });
      expect(err).toBe(`error: --store ${join(folder, 'own.yaml')}: it is a file, not a folder\n`);
      expect(code).toBe(2);
    }
  });

  it.each(['objects', 'runs', 'checkpoints'])('has a file in the place of %s', async (name) => {
    await mkdir(join(folder, 'store'));
    await writeFile(join(folder, 'store', name), '');
    const { code, out, err } = await run(['--store', 'store']);
    if (code === 0) return; // A name that this store does not use.
    expect(code).toBe(3);
    expect(err).not.toContain('bug');
    const failed = events(out).filter(({ event }) => event === 'failed');
    expect(failed).toMatchObject([{ message: expect.stringContaining(join(folder, 'store', name)) }]);
  });
});

describe('an onnxruntime that can not be used', () => {
  it('is not there', async () => {
    const { code, out, err } = await run([], { LAGRAPH_ONNXRUNTIME: join(folder, 'nowhere') });
    expect(code).toBe(3);
    expect(err).toBe('');
    expect(events(out)).toMatchObject([
      {
        event: 'failed',
        message: `There is no onnxruntime-node at ${join(folder, 'nowhere')}. Correct LAGRAPH_ONNXRUNTIME, or unset it.`,
      },
    ]);
  });

  it('does not load', async () => {
    const home = join(folder, 'broken');
    await mkdir(home);
    await writeFile(join(home, 'package.json'), '{"name": "onnxruntime-node", "version": "1.30.0"}');
    await writeFile(join(home, 'index.js'), "throw new Error('GLIBC_9.9 not found');");
    const { code, out } = await run([], { LAGRAPH_ONNXRUNTIME: home });
    expect(code).toBe(3);
    const failed = events(out).find(({ event }) => event === 'failed');
    expect((failed as { message: string }).message).toMatch(
      /^onnxruntime does not load on this machine \(.*\): GLIBC_9\.9 not found\. Correct LAGRAPH_ONNXRUNTIME/,
    );
  });
});

describe('folders', () => {
  it.each(['--data', 'LAGRAPH_DATA'])('%s names none', async (flag) => {
    for (const [path, reason] of [
      [join(folder, 'nowhere'), 'there is no such folder'],
      [join(folder, 'own.yaml'), 'it is a file, not a folder'],
    ] as const) {
      for (const command of ['run', 'plan']) {
        const { code, out, err } = await lagraph(
          [command, 'own.yaml', ...(flag === '--data' ? [flag, path] : [])],
          { cwd: folder, env: flag === '--data' ? {} : { LAGRAPH_DATA: path } },
        );
        expect({ code, out, err }).toEqual({ code: 2, out: '', err: `error: ${flag} ${path}: ${reason}\n` });
      }
    }
  });

  it('the working directory is gone', async () => {
    const gone = join(folder, 'gone');
    await mkdir(gone);
    const { child, finished } = start(['check', '-'], { cwd: gone });
    await new Promise((resolve) => child.once('spawn', resolve));
    await rmdir(gone);
    const { code, err } = await finished;
    // It may have started before the folder was removed.
    if (code !== 0) expect(err).not.toMatch(/bug|at .*\.js/);
  });
});

describe('whoever reads JSON hears of it there', () => {
  it.each([
    ['run', 'unknown.yaml'],
    ['plan', 'unknown.yaml'],
  ])('%s: a graph that is wrong', async (command, file) => {
    await writeFile(join(folder, file), `${graph}unknown: 1\n`);
    const { code, out } = await lagraph([command, file, '--json'], { cwd: folder });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      [command === 'run' ? 'message' : 'problem']: 'unknown.yaml has an error; nothing was run',
      diagnostics: [{ code: 'unknown-key', range: { file: 'unknown.yaml', line: 12, column: 1 } }],
    });
  });

  it('run: a graph that is not there', async () => {
    const { code, out } = await lagraph(['run', 'nowhere.yaml', '--json'], { cwd: folder });
    expect(code).toBe(1);
    expect(events(out)).toEqual([{ event: 'failed', phase: null, message: 'nowhere.yaml: no such file' }]);
  });
});

describe('data that is not there', () => {
  const photos = (path: string) => `lagraph: 1
name: photos
data:
  photos: {source: image_folder, path: ${path}, size: [8, 8]}
networks: {net: {input: [8, 8, 3], layers: [Flatten, {Dense: 2}]}}
plan:
  learn:
    train: net
    on: {data: photos, epochs: 1, batch_size: 4}
    loss: mean_squared_error(0, net(image))
    optimizer: {SGD: 0.1}
`;

  it('is told by check, with its place, unless files are left out', async () => {
    await writeFile(join(folder, 'photos.yaml'), photos('photoes'));
    const { code, out } = await lagraph(['check', 'photos.yaml', '--format', 'json'], { cwd: folder });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      files: [
        {
          ok: false,
          diagnostics: [
            {
              code: 'missing-data',
              message: '`photos` reads the folder photoes: there is no such folder',
              range: { line: 4, column: 3 },
            },
          ],
        },
      ],
    });
    expect((await lagraph(['check', 'photos.yaml', '--no-files'], { cwd: folder })).code).toBe(0);
    await mkdir(join(folder, 'photoes'));
    expect((await lagraph(['check', 'photos.yaml'], { cwd: folder })).code).toBe(0);
    // A file is not a folder.
    await writeFile(join(folder, 'photos.yaml'), photos('own.yaml'));
    expect((await lagraph(['check', 'photos.yaml'], { cwd: folder })).code).toBe(1);
  });

  it('is looked for in the data directory first', async () => {
    await writeFile(join(folder, 'photos.yaml'), photos('photos'));
    await mkdir(join(folder, 'data/photos'), { recursive: true });
    expect((await lagraph(['check', 'photos.yaml', '--data', 'data'], { cwd: folder })).code).toBe(0);
    expect((await lagraph(['check', 'photos.yaml'], { cwd: folder })).code).toBe(1);
  });

  it('tells of two files of one data set at once', async () => {
    const text = photos('x').replace(/\{source.*\}/, '{source: idx, images: a.idx, labels: b.idx}');
    await writeFile(join(folder, 'files.yaml'), text.replace('[8, 8, 3]', '[28, 28, 1]'));
    const { code, out } = await lagraph(['check', 'files.yaml'], { cwd: folder });
    expect(code).toBe(1);
    expect(out).toContain(
      '`photos` reads the file a.idx: there is no such file, and the file b.idx: there is no such file',
    );
  });

  it('ends a run with exit 1, with its place', async () => {
    await writeFile(join(folder, 'photos.yaml'), photos('photoes'));
    const { code, err } = await lagraph(['run', 'photos.yaml'], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain("error[missing-data]: The data of photos can't be had");
    expect(err).toContain('photos.yaml:4:3');
  });
});

it('ends a run whose watched figure would be of no examples, with its place', async () => {
  // 9 pictures: what is known of an IDX file before it is read tells nothing of how many there are.
  for (const [name, file] of [
    ['few-images.idx', idxFile([9, 6, 6], new Uint8Array(9 * 36))],
    ['few-labels.idx', idxFile([9], new Uint8Array(9))],
  ] as const)
    await writeFile(join(folder, name), file);
  const graph = (rest: string) => `lagraph: 1
data:
  few: {source: {idx: {images: few-images.idx, labels: few-labels.idx, size: [6, 6], classes: 4}}, split: {train: 0.9, val: 0.01, zest: 0.09}}
networks: {net: {input: [6, 6, 1], layers: [Flatten, {Dense: 4}]}}
plan:
  learn:
    train: net
    on: {data: few, epochs: 3, batch_size: 4}
    loss: mean_squared_error(label, net(image))
    optimizer: {SGD: 0.1}
    validate: {data: few.val}
    ${rest}
`;
  for (const rest of ['stop_early: {monitor: val.loss}', 'keep: best']) {
    await writeFile(join(folder, 'few.yaml'), graph(rest));
    expect((await lagraph(['check', 'few.yaml'], { cwd: folder })).code).toBe(0);
    const { code, err } = await lagraph(['run', 'few.yaml'], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain('error[missing-data]: few.val has no examples');
    expect(err).toContain('few.yaml:3:3');
  }
  // Where the number is known, check tells it.
  await writeFile(
    join(folder, 'few.yaml'),
    graph('keep: best')
      .replace(/few: \{source.*\}, split: .*/, 'few: {source: mnist, split: {val: 0.000001, train: 0.99999}}')
      .replace('[6, 6, 1]', '[28, 28, 1]')
      .replace('Dense: 4', 'Dense: 10'),
  );
  const { code, out } = await lagraph(['check', 'few.yaml'], { cwd: folder });
  expect(code).toBe(1);
  expect(out).toContain('leaves none for `val`');
});

it('says once what went wrong', async () => {
  const { err } = await lagraph(['run', 'own.yaml'], {
    cwd: folder,
    env: { LAGRAPH_ONNXRUNTIME: join(root, 'nowhere') },
  });
  expect(err.split('There is no onnxruntime-node').length).toBe(2);
});
