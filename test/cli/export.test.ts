/** Exported models, loaded by the runtimes that they are written for, must return what `lagraph apply` returns. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTfjsNode } from '../../src/runtime/engines/tfjs/index.js';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

const graph = `lagraph: 1
name: small
data: {mnist: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 8, kernel_size: 3, padding: same, activation: relu}
      - MaxPooling2D
      - BatchNormalization
      - Dropout: 0.3
      - Flatten
      - Dense: 4
  decoder:
    input: [4]
    layers:
      - Dense: {units: 196, activation: relu}
      - Reshape: [14, 14, 1]
      - UpSampling2D
      - Conv2DTranspose: {filters: 1, kernel_size: 3, padding: same, activation: sigmoid}
models:
  copier: encoder -> decoder
plan:
  learn:
    train: copier
    on: {data: mnist, epochs: 1, steps_per_epoch: 5, batch_size: 32}
    loss: binary_crossentropy(image, copier(image))
    optimizer: {Adam: 0.01}
`;

const BATCH = 2;

let folder = '';
let pictures: Float32Array[] = [];
let expected: number[][] = [];

const call = (...args: string[]) => lagraph([...args, '--store', join(folder, 'store')], { cwd: folder });

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-export-'));
  await writeFile(join(folder, 'small.yaml'), graph);
  const { code, err } = await call('run', 'small.yaml');
  expect(err).not.toContain('error');
  expect(code).toBe(0);
  pictures = Array.from({ length: BATCH }, (_, n) =>
    Float32Array.from({ length: 784 }, (__, at) => ((at * (n + 3)) % 17) / 17),
  );
  const files = pictures.map((_, n) => `${n}.json`);
  for (const [n, file] of files.entries())
    await writeFile(join(folder, file), JSON.stringify([...pictures[n]!]));
  const { out } = await call('apply', 'latest', 'copier', ...files, '--json');
  expected = (JSON.parse(out) as { values: number[] }[]).map(({ values }) => values);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const together = () => Float32Array.from(pictures.flatMap((picture) => [...picture]));

/** The images, repeated up to `count`. */
const repeated = (count: number) =>
  Float32Array.from(Array.from({ length: count }, (_, n) => [...pictures[n % BATCH]!]).flat());

function expectRepeated(count: number, values: ArrayLike<number>): void {
  expect(values.length).toBe(count * 784);
  for (let n = 0; n < count; n++) {
    const should = expected[n % BATCH]!;
    should.forEach((one, at) => expect(Math.abs(one - values[n * 784 + at]!)).toBeLessThan(1e-5));
  }
}

function expectSame(values: ArrayLike<number>): void {
  const should = expected.flat();
  expect(values.length).toBe(should.length);
  const apart = should.reduce((most, one, at) => Math.max(most, Math.abs(one - values[at]!)), 0);
  expect(apart).toBeLessThan(1e-5);
}

describe('lagraph export', () => {
  it('writes an ONNX model of standard operators', async () => {
    const { code, out, err } = await call('export', 'latest', 'copier', '--as', 'onnx', '--batch', '2');
    expect(code).toBe(0);
    expect(out).toBe('copier.onnx\n');
    expect(err).toContain('takes input: float32[2, 28, 28, 1]');
    const bytes = await readFile(join(folder, 'copier.onnx'));
    expect(bytes.includes('com.microsoft')).toBe(false);
    const session = await ort.InferenceSession.create(bytes);
    expect(session.inputNames).toEqual(['input']);
    const made = await session.run({ input: new ort.Tensor('float32', together(), [BATCH, 28, 28, 1]) });
    expectSame(made[session.outputNames[0]!]!.data as Float32Array);
    await session.release();
  });

  it('writes an ONNX model for any number of examples', async () => {
    const { code, err } = await call('export', 'latest', 'copier', '--as', 'onnx', '-o', 'any.onnx');
    expect(code).toBe(0);
    expect(err).toContain('takes input: float32[batch, 28, 28, 1]');
    expect(err).toMatch(/gives \w+: float32\[batch, 28, 28, 1\]/);
    expect(err).not.toContain('note');
    const session = await ort.InferenceSession.create(await readFile(join(folder, 'any.onnx')));
    for (const count of [1, BATCH, 7]) {
      const input = new ort.Tensor('float32', repeated(count), [count, 28, 28, 1]);
      const made = (await session.run({ input }))[session.outputNames[0]!]!;
      expect(made.dims).toEqual([count, 28, 28, 1]);
      expectRepeated(count, made.data as Float32Array);
    }
    await session.release();
  });

  describe.skipIf(findTfjsNode() === null)('as a SavedModel', () => {
    const load = async (path: string) => {
      const { entry } = findTfjsNode()!;
      const node = createRequire(entry)(entry) as typeof tf & {
        node: {
          loadSavedModel(path: string): Promise<{ predict(inputs: object): Record<string, tf.Tensor> }>;
        };
      };
      const model = await node.node.loadSavedModel(join(folder, path));
      return (data: Float32Array, count: number) =>
        Object.values(model.predict({ input: node.tensor(data, [count, 28, 28, 1]) }))[0]!;
    };

    it('takes as many examples as it is told', async () => {
      const { code, out, err } = await call(
        ...['export', 'latest', 'copier', '--as', 'savedmodel', '--batch', '2', '-o', 'served'],
      );
      expect(code).toBe(0);
      expect(out).toBe('served\n');
      expect(err).toContain('takes input: float32[2, 28, 28, 1]');
      expectSame(await (await load('served'))(together(), BATCH).data());
    });

    it('takes any number of examples', async () => {
      const { code, err } = await call(
        ...['export', 'latest', 'copier', '--as', 'savedmodel', '-o', 'served-any'],
      );
      expect(code).toBe(0);
      expect(err).toContain('takes input: float32[batch, 28, 28, 1]');
      const predict = await load('served-any');
      for (const count of [1, BATCH, 7]) {
        const made = predict(repeated(count), count);
        expect(made.shape).toEqual([count, 28, 28, 1]);
        expectRepeated(count, await made.data());
      }
    });
  });

  it('writes a layers model of tfjs', async () => {
    await mkdir(join(folder, 'web'));
    await writeFile(join(folder, 'web/mine.txt'), 'stays');
    const { code } = await call('export', 'latest', 'copier', '--as', 'tfjs', '-o', 'web');
    expect(code).toBe(0);
    expect(await readFile(join(folder, 'web/mine.txt'), 'utf8')).toBe('stays');
    await tf.setBackend('cpu');
    const json = JSON.parse(await readFile(join(folder, 'web/model.json'), 'utf8')) as {
      modelTopology: object;
      weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
    };
    const model = await layers.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0]!.weights,
        weightData: new Uint8Array(await readFile(join(folder, 'web/weights.bin'))).buffer,
      }),
    );
    expectSame(await (model.predict(tf.tensor(together(), [BATCH, 28, 28, 1])) as tf.Tensor).data());
  });

  it('takes networks as well', async () => {
    const { code, err } = await call('export', 'latest', 'encoder', '--as', 'onnx', '-o', 'e.onnx');
    expect(code).toBe(0);
    expect(err).toMatch(/gives \w+: float32\[batch, 4\]/);
  });

  it('says what there is where a name is wrong', async () => {
    const { code, err } = await call('export', 'latest', 'copyer', '--as', 'onnx');
    expect(code).toBe(1);
    expect(err).toContain('did you mean copier?');
    expect((await call('export', 'latest', 'copier')).code).toBe(2);
    expect((await call('export', 'latest', 'copier', '--as', 'pdf')).code).toBe(2);
  });
});
