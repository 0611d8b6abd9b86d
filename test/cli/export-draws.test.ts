/** A network that draws, exported: each draw is an input, or its mean. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';
import { noTensorflow } from '../support/find-tensorflow.js';

const graph = `lagraph: 1
name: drawing
data: {mnist: {source: mnist}}
networks:
  head:
    input: [28, 28, 1]
    nodes:
      small: {AveragePooling2D: 7, of: input}
      flat: {Flatten: {}, of: small}
      z_mean: {Dense: 3, of: flat}
      z_log_var: {Dense: 3, of: flat}
      z: z_mean + exp(z_log_var / 2) * normal_like(z_mean)
    outputs: [z, z_mean, z_log_var]
  jitter:
    input: [3]
    nodes:
      moved: input + normal_like(input)
      out: {Dense: {units: 2, activation: tanh}, of: moved}
    outputs: out
  mixed:
    input: [3]
    nodes:
      out: input + shuffle_batch(input) * uniform_like(input, 1, 3)
    outputs: out
models:
  both: head -> jitter
  twice: {inputs: {a: [3], b: [3]}, wires: {p: jitter(a), q: jitter(b), sum: p + q}, outputs: sum}
plan:
  learn:
    train: [head, jitter]
    on: {data: mnist, epochs: 1, steps_per_epoch: 3, batch_size: 8}
    loss: mean_squared_error(jitter(head(image)), 0.5)
    optimizer: {SGD: 0.01}
`;

let folder = '';
const call = (...args: string[]) => lagraph([...args, '--store', join(folder, 'store')], { cwd: folder });

beforeAll(async () => {
  await build();
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'lagraph-draws-'));
  await writeFile(join(folder, 'graph.yaml'), graph);
  const { code, err } = await call('run', 'graph.yaml');
  expect(code, err).toBe(0);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const floats = (data: readonly number[], ...dims: number[]) =>
  new ort.Tensor('float32', Float32Array.from(data), dims);

describe('a model that draws', () => {
  it('as onnx is given its draws', async () => {
    const { code, err } = await call('export', 'latest', 'head', '--as', 'onnx');
    expect(code, err).toBe(0);
    expect(err).toContain('takes head_z_normal_like: float32[batch, 3], standard normal numbers');
    expect(err).toContain('--deterministic');
    const session = await ort.InferenceSession.create(join(folder, 'head.onnx'));
    const image = floats(
      Array.from({ length: 2 * 784 }, (_, at) => (at % 13) / 13),
      2,
      28,
      28,
      1,
    );
    const [noise, none] = [
      [1, -1, 0.5, 2, 0, -3],
      [0, 0, 0, 0, 0, 0],
    ];
    const drawn = await session.run({ input: image, head_z_normal_like: floats(noise, 2, 3) });
    const still = await session.run({ input: image, head_z_normal_like: floats(none, 2, 3) });
    const list = ({ data }: { data: unknown }) => [...(data as Float32Array)];
    const [mean, spread] = [list(drawn.z_mean!), list(drawn.z_log_var!)];
    expect(list(still.z!)).toEqual(mean);
    list(drawn.z!).forEach((z, at) =>
      expect(z).toBeCloseTo(mean[at]! + Math.exp(spread[at]! / 2) * noise[at]!, 5),
    );
  });

  it('as onnx with --deterministic goes by the means', async () => {
    const { code, err } = await call(
      'export',
      'latest',
      'head',
      '--as',
      'onnx',
      '--deterministic',
      '-o',
      'still.onnx',
    );
    expect(code, err).toBe(0);
    const session = await ort.InferenceSession.create(join(folder, 'still.onnx'));
    expect(session.inputNames).toEqual(['input']);
    const { z, z_mean } = await session.run({ input: floats(Array(3 * 784).fill(0.5), 3, 28, 28, 1) });
    expect(z!.data).toEqual(z_mean!.data);
  });

  it('has nothing change places in the mean, and takes the middle of what is uniform', async () => {
    const { code, err } = await call('export', 'latest', 'mixed', '--as', 'onnx', '--deterministic');
    expect(code, err).toBe(0);
    const session = await ort.InferenceSession.create(join(folder, 'mixed.onnx'));
    const { out } = await session.run({ input: floats([1, 2, 3, 4, 5, 6], 2, 3) });
    expect([...(out!.data as Float32Array)]).toEqual([3, 6, 9, 12, 15, 18]);
  });

  it.skipIf(noTensorflow)('as a SavedModel is written alike', async () => {
    const drawing = await call('export', 'latest', 'both', '--as', 'savedmodel');
    expect(drawing.code, drawing.err).toBe(0);
    expect(drawing.err).toContain('takes head_z_normal_like: float32[batch, 3], standard normal numbers');
    expect(drawing.err).toContain(
      'takes jitter_moved_normal_like: float32[batch, 3], standard normal numbers',
    );
    const still = await call(
      'export',
      'latest',
      'both',
      '--as',
      'savedmodel',
      '--deterministic',
      '-o',
      'still',
    );
    expect(still.code, still.err).toBe(0);
    expect(still.err).not.toContain('normal_like');
  });

  it('as a layers model of tfjs has no means', async () => {
    const { code, err } = await call('export', 'latest', 'twice', '--as', 'tfjs', '--deterministic');
    expect(code).toBe(1);
    expect(err).toContain('twice draws');
  });

  it('as a layers model of tfjs has the same inputs', async () => {
    const { code, err } = await call('export', 'latest', 'twice', '--as', 'tfjs');
    expect(code, err).toBe(0);
    const [json, weights] = await Promise.all(
      ['model.json', 'weights.bin'].map((file) => readFile(join(folder, 'twice-tfjs', file))),
    );
    const { modelTopology, weightsManifest } = JSON.parse(String(json));
    const model = await layers.loadLayersModel(
      tf.io.fromMemory({
        modelTopology,
        weightSpecs: weightsManifest[0].weights,
        weightData: new Uint8Array(weights!).buffer,
      }),
    );
    expect(model.inputNames).toEqual(['a', 'b', 'jitter_moved_normal_like', 'jitter_moved_normal_like_1']);
    const a = tf.tensor2d([[1, 2, 3]]);
    const [none, some] = [tf.zeros([1, 3]), tf.tensor2d([[0.5, 0.5, 0.5]])];
    const at = (x: tf.Tensor, y: tf.Tensor) => (model.predict([a, a, x, y]) as tf.Tensor).dataSync()[0]!;
    expect(at(none, some)).toBeCloseTo(at(some, none), 6);
    expect(at(none, none)).not.toBeCloseTo(at(some, none), 3);
  });
});
