/** A model that uses a bare weight: trained, applied, exported. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

const graph = `lagraph: 1
name: bare
data: {d: {source: idx, images: images.idx, labels: labels.idx, size: [2, 2], classes: 3}}
networks:
  encoder: {input: [2, 2, 1], layers: [Flatten, {Dense: {units: 2, kernel_initializer: ones}}]}
  codes: {weights: [3, 2], initializer: ones}
  scale: {weights: [2], initializer: ones}
models:
  quantized: {inputs: {x: [2, 2, 1]}, wires: {z: encoder(x), q: 'nearest(codes, z) * scale'}, outputs: q}
plan:
  t:
    train: [encoder, codes, scale]
    on: {data: d, epochs: 1, batch_size: 4}
    loss: 'mean_squared_error(mean(quantized(image)), 0.5) + mean_squared_error(encoder(image), 0.3)'
    optimizer: {SGD: 0.01}
`;

const idx = (shape: readonly number[], data: readonly number[]) =>
  Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((side) => [0, 0, 0, side]), ...data]);

let folder = '';
const ran = async (...args: string[]) => {
  const { code, out, err } = await lagraph(args, { cwd: folder });
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return out;
};

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-bare-'));
  await writeFile(
    join(folder, 'images.idx'),
    idx(
      [4, 2, 2],
      Array.from({ length: 16 }, (_, at) => at * 9),
    ),
  );
  await writeFile(join(folder, 'labels.idx'), idx([4], [0, 1, 2, 0]));
  await writeFile(join(folder, 'bare.yaml'), graph);
  await writeFile(
    join(folder, 'x.json'),
    JSON.stringify([
      [[0.1], [0.2]],
      [[0.3], [0.4]],
    ]),
  );
  await ran('run', 'bare.yaml', '--engine', 'tfjs');
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('is applied with its weights as they were left', async () => {
  const [answer] = JSON.parse(await ran('apply', 'latest', 'quantized', 'x.json', '--json')) as {
    values: number[];
  }[];
  expect(answer!.values).toHaveLength(2);
  // The weights started at 1 and were trained: the outputs are neither 1 nor 0.
  for (const value of answer!.values) expect(value).toBeGreaterThan(0.5);
  expect(answer!.values).not.toEqual([1, 1]);
}, 60_000);

it.each(['onnx', 'savedmodel'])(
  'is exported as %s',
  async (form) => {
    const to = form === 'onnx' ? 'q.onnx' : 'q';
    await ran('export', 'latest', 'quantized', '--as', form, '-o', to);
    expect((await stat(join(folder, form === 'onnx' ? to : `${to}/saved_model.pb`))).size).toBeGreaterThan(
      100,
    );
  },
  60_000,
);
