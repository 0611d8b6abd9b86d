/** Losses of small networks that a numerically less stable formula gets wrong. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';
import { noTensorflow } from '../support/find-tensorflow.js';

const engines = ['onnx', 'tfjs', ...(noTensorflow ? [] : ['tensorflow'])];

let folder = '';
beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-numerics-'));
  const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const images = 'ffe42279 f3bd0683 66a852c1 bb9651f3 cd18ec08 f6a4e724 d26facd2 aeb0daf2';
  await writeFile(join(folder, 'images.idx'), bytes(`00000803 00000008 00000002 00000002 ${images}`));
  await writeFile(join(folder, 'labels.idx'), bytes('00000801 00000008 01010200 01000200'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The loss of each epoch, through the command line. */
async function losses(name: string, engine: string, text: string): Promise<number[]> {
  const file = `${name}-${engine}.yaml`;
  await writeFile(join(folder, file), text);
  const { out, code, err } = await lagraph(['run', file, '--engine', engine, '--json'], {
    cwd: folder,
    env: { LAGRAPH_TENSORFLOW: process.env['LAGRAPH_TENSORFLOW'] ?? '' },
  });
  expect(code, err).toBe(0);
  return events(out).flatMap((event) => (event.event === 'epoch' ? [event.metrics['loss']!] : []));
}

const close = (is: readonly number[], should: readonly number[], apart: number) => {
  expect(is).toHaveLength(should.length);
  should.forEach((one, at) => expect(Math.abs(is[at]! - one), is.join(', ')).toBeLessThan(apart));
};

const saturated = (activation: string, loss: string) => `lagraph: 1
name: saturated
seed: 1
data: {d: {source: {idx: {images: images.idx, labels: labels.idx, size: [2, 2], classes: 3}}}}
networks:
  net:
    input: [2, 2, 1]
    layers:
      - Flatten
      - Dense: {units: 3, activation: ${activation}, kernel_initializer: {random_normal: {stddev: 30}}}
        name: l2
plan:
  p:
    train: net
    on: {data: d, epochs: 3, batch_size: 8}
    loss: ${loss}_crossentropy(label, net(image))
    optimizer: {SGD: 0.1}
`;

const tail = `lagraph: 1
name: sigmoid-tail
seed: 1
data: {mnist: {source: mnist}}
networks:
  net:
    input: [28, 28, 1]
    layers:
      - Flatten
      - Dense: {units: 10, activation: softplus, kernel_initializer: zeros, bias_initializer: {constant: {value: -15}}}
plan:
  p:
    train: net
    on: {data: mnist, epochs: 4, steps_per_epoch: 1, batch_size: 64}
    loss: poisson(label, net(image))
    optimizer: {SGD: 1}
`;

const offset = `lagraph: 1
name: batch-norm-offset
seed: 1
data: {mnist: {source: mnist}}
networks:
  m: {input: [28, 28, 1], layers: [BatchNormalization, Flatten, {Dense: {units: 10, activation: softmax}}]}
plan:
  b:
    train: m
    on: {data: mnist, epochs: 2, steps_per_epoch: 10, batch_size: 64}
    loss: categorical_crossentropy(label, m(image * 0.1 + 1000))
    optimizer: {SGD: 0.1}
`;

describe.each(engines)('with the engine %s', (engine) => {
  it('a network that begins confidently wrong learns (Keras 3 on TensorFlow)', async () => {
    close(
      await losses('softmax', engine, saturated('softmax', 'categorical')),
      [9.0626, 9.0253, 8.9882],
      1e-4,
    );
    close(await losses('sigmoid', engine, saturated('sigmoid', 'binary')), [5.9181, 5.9005, 5.8829], 1e-4);
  });

  it('a softplus has its slope far below zero', async () => {
    close(await losses('tail', engine, tail), [1.4717, 1.4439, 1.4104, 1.3808], 2e-4);
  });

  it('a batch is normalized however far from zero it lies', async () => {
    close(await losses('offset', engine, offset), [1.60084, 0.75896], 2e-5);
  });
});
