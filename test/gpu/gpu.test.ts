/**
 * The tensorflow engine on a GPU: `npm run test:gpu` finds one and sets LAGRAPH_GPU_TESTS; without it these tests are
 * skipped. With `npm run test:gpu -- --on-cpu` they run on the CPU, which tests the tests, not a GPU.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/index.js';
import { trainingStep } from '../../src/runtime/capture/index.js';
import { onnxEngine, type Engine, type Precision, type TensorData } from '../../src/runtime/engines/index.js';
import { tensorflowEngine } from '../../src/runtime/engines/tensorflow/index.js';
import { loadRun } from '../../src/runtime/index.js';
import { randomStream } from '../../src/runtime/random-streams/index.js';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';
import { startingState } from '../support/starting-state.js';

const where = process.env.LAGRAPH_GPU_TESTS;
const onGpu = where === 'gpu';

/** The features of the reference's networks: all kinds of convolutions, a frozen network, dropout by draws, slots. */
const graph = `lagraph: 1
name: gpu
seed: 3
data: {mnist: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 16, kernel_size: 3, padding: same, activation: relu}
      - MaxPooling2D
      - Conv2D: {filters: 32, kernel_size: 3, padding: same}
      - LeakyReLU: 0.3
      - MaxPooling2D
      - Flatten
      - Dense: {units: 16, activation: relu}
  decoder:
    input: encoder
    layers:
      - Dense: {units: 784, activation: relu}
      - Reshape: [7, 7, 16]
      - Conv2DTranspose: {filters: 16, kernel_size: 3, padding: same, activation: relu}
      - UpSampling2D
      - UpSampling2D
      - Conv2DTranspose: {filters: 1, kernel_size: 3, padding: same, activation: sigmoid}
  head:
    input: encoder
    layers: [{Dense: {units: 10, activation: softmax}}]
models: {autoencoder: encoder -> decoder}
plan:
  copy:
    train: autoencoder
    on: {data: mnist, epochs: 2, steps_per_epoch: 30, batch_size: 64}
    loss: binary_crossentropy(image, autoencoder(image))
    optimizer: {Adam: 0.001}
  read:
    train: head
    freeze: encoder
    on: {data: mnist, epochs: 2, steps_per_epoch: 30, batch_size: 64}
    loss: categorical_crossentropy(label, head(encoder(image)))
    optimizer: {Adadelta: 1.0}
`;

/** Prepares the first phase on an engine: each call takes a step on the same batch and returns its loss. */
async function stepper(engine: Engine, precision: Precision = 'float32') {
  const program = compile(graph);
  const phase = {
    ...program.phases[0]!,
    ...(precision === 'float32' ? {} : { precision }),
  };
  const step = await trainingStep(program, phase, phase.batchSize);
  const session = await engine.open({ threads: 1, precision });
  await session.write(startingState(program, phase));
  const prepared = await session.prepare(step);
  const image = new Float32Array(phase.batchSize * 784);
  randomStream(1, 'image').uniform(0, image);
  const feeds: Record<string, TensorData | number> = {};
  for (const { kind, name } of step.inputs) {
    if (kind !== 'state') feeds[name] = name === 'image' ? image : 0.001;
  }
  return {
    session,
    take: async () => (await prepared.run({ ...feeds })).loss![0]!,
  };
}

async function losses(engine: Engine, steps: number, precision?: Precision): Promise<number[]> {
  const { session, take } = await stepper(engine, precision);
  try {
    const found: number[] = [];
    for (let n = 0; n < steps; n++) found.push(await take());
    for (const [name, { data }] of await session.read()) {
      expect(
        data.every((value) => Number.isFinite(value)),
        name,
      ).toBe(true);
    }
    return found;
  } finally {
    await session.close();
  }
}

describe.skipIf(!where)(
  `the tensorflow engine on the ${onGpu ? 'GPU' : 'processor, in place of a GPU'}`,
  () => {
    it('is there', () => {
      expect(tensorflowEngine().device).toBe(onGpu ? 'GPU' : 'CPU');
    });

    it('takes the steps that the default engine takes', async () => {
      const [is, should] = [await losses(tensorflowEngine(), 10), await losses(onnxEngine(), 10)];
      is.forEach((loss, at) => expect(Math.abs(loss - should[at]!), `step ${at + 1}`).toBeLessThan(1e-4));
      expect(is.at(-1)).toBeLessThan(is[0]!);
    });

    it('gives the same bytes again', async () => {
      expect(await losses(tensorflowEngine(), 10)).toEqual(await losses(tensorflowEngine(), 10));
    });

    const reduced = where ? tensorflowEngine().precisions.find((one) => one !== 'float32') : undefined;
    it.skipIf(!reduced)('learns in 16 bits', async () => {
      const [is, should] = [
        await losses(tensorflowEngine(), 30, reduced),
        await losses(tensorflowEngine(), 30),
      ];
      expect(is).not.toEqual(should);
      expect(is.at(-1)).toBeLessThan(0.5 * (is[0]! + should.at(-1)!));
      is.forEach((loss, at) => expect(Math.abs(loss / should[at]! - 1), `step ${at + 1}`).toBeLessThan(0.05));
    });

    it('needs no more memory after thousands of steps', async () => {
      const { session, take } = await stepper(tensorflowEngine());
      try {
        for (let n = 0; n < 300; n++) await take();
        const before = process.memoryUsage().rss;
        for (let n = 0; n < 2000; n++) await take();
        expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
      } finally {
        await session.close();
      }
    }, 300_000);

    describe('by the command line', () => {
      let folder = '';
      beforeAll(async () => {
        await build();
        folder = await mkdtemp(join(tmpdir(), 'lagraph-gpu-'));
        await writeFile(join(folder, 'gpu.yaml'), graph);
      }, 300_000);
      afterAll(() => rm(folder, { recursive: true, force: true }));

      it('trains a graph, and says what computed it', async () => {
        const { code, err } = await lagraph(
          ['run', 'gpu.yaml', '--engine', 'tensorflow', ...(onGpu ? ['--require-gpu'] : [])],
          { cwd: folder },
        );
        expect(code, err).toBe(0);
        const { manifest } = await loadRun(join(folder, '.lagraph'), 'latest');
        expect(manifest.engine).toMatchObject({ name: 'tensorflow', device: onGpu ? 'GPU' : 'CPU' });
        expect(manifest.phases.map(({ status }) => status)).toEqual(['trained', 'trained']);
      }, 300_000);

      it.skipIf(onGpu)('refuses to train where a GPU is required and there is none', async () => {
        const { code, err } = await lagraph(
          ['run', 'gpu.yaml', '--engine', 'tensorflow', '--require-gpu', '--store', 'none'],
          { cwd: folder },
        );
        expect(code).not.toBe(0);
        expect(err).toContain('A GPU is required');
      });
    });
  },
);
