/** A step that needs more memory than any machine has, through the command line. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';
import { noTensorflow } from '../support/find-tensorflow.js';

/** 43 TiB a batch: more than any operating system overcommits. */
const graph = `lagraph: 1
name: large
seed: 1
data: {mnist: {source: mnist}}
networks:
  reader:
    input: [28, 28, 1]
    layers:
      - UpSampling2D: 500
      - MaxPooling2D: 14000
      - Flatten
      - Dense: {units: 10, activation: softmax}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 1, batch_size: 60000}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
`;

let folder = '';
beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-memory-'));
  await writeFile(join(folder, 'large.yaml'), graph);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const ran = (...args: string[]) => lagraph(['run', 'large.yaml', ...args], { cwd: folder });

describe('a step that finds no memory', () => {
  it('is shown at its layer', async () => {
    const { code, err } = await ran('--engine', 'onnx');
    expect(code).toBe(3);
    expect(err).toContain(
      'error[out-of-memory]: phase `read` ran out of memory in layer `reader/up_sampling2d`\n',
    );
    expect(err).toContain('--> large.yaml:9:9\n');
    expect(err).toContain('it asked for 43809 GiB at once');
    expect(err).toContain('help: a smaller `batch_size`');
  });

  it('is told of in events', async () => {
    const { code, out } = await ran('--json', '--engine', 'onnx');
    expect(code).toBe(3);
    const failed = events(out).find(({ event }) => event === 'failed');
    expect(failed).toMatchObject({
      phase: 'read',
      message: expect.stringMatching(/^ran out of memory in layer `reader\/up_sampling2d`: .*;/),
    });
  });

  it.skipIf(noTensorflow)(
    "is shown at its layer by TensorFlow's words",
    async () => {
      const { code, err } = await ran('--engine', 'tensorflow');
      expect(code).toBe(3);
      expect(err).toContain('phase `read` ran out of memory in layer `reader/up_sampling2d`\n');
      expect(err).toContain('--> large.yaml:9:9\n');
      expect(err).toContain('it asked for a tensor of [60000, 14000, 14000, 1]');
    },
    180_000,
  );
});
