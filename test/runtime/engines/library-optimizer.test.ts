/** Graph optimizers of an engine's library must preserve the meaning of a graph. */
import { describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { compile } from '../../../src/index.js';
import { trainingStep } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, type Engine } from '../../../src/runtime/engines/index.js';
import { engines } from '../../support/engines-under-test.js';
import type { KernelCase } from '../../support/kernel-cases.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { random } from '../../support/seeded-random.js';
import { captureCase, computeCase, runCase } from '../../support/run-kernel-case.js';
import { startingState } from '../../support/starting-state.js';
import { withGradients } from '../../support/gradient-kernel-case.js';
import { expectClose } from './onnx/expect-close.js';

const branches = (filters: readonly number[]) => `lagraph: 1
name: branches
seed: 1
data: {mnist: {source: mnist}}
networks:
  net:
    inputs: {image: [28, 28, 1]}
    nodes:
      small: {AveragePooling2D: 4, of: image}
      a: {Conv2D: {filters: ${filters[0]}, kernel_size: [4, 1], padding: same}, of: small}
      b: {Conv2D: {filters: ${filters[1]}, kernel_size: [1, 3], padding: same}, of: small}
      c: {Conv2D: {filters: ${filters[2]}, kernel_size: [3, 1], padding: same}, of: small}
      d: {Concatenate: -1, of: [a, b, c]}
      e: {Conv2D: {filters: 6, kernel_size: 2}, of: d}
      f: {GlobalAveragePooling2D: {}, of: e}
      g: {Dense: 10, of: f}
    outputs: g
plan:
  p:
    train: net
    on: {data: mnist, epochs: 1, steps_per_epoch: 3, batch_size: 4}
    loss: mean_squared_error(label, net(image))
    optimizer: {SGD: 0.3}
`;

async function train(engine: Engine, text: string) {
  const program = compile(text);
  const phase = program.phases[0]!;
  const step = trainingStep(program, phase, phase.batchSize);
  const session = await engine.open({ threads: 1, notice: noNotice });
  try {
    await session.write(startingState(program, phase));
    const prepared = await session.prepare(step);
    for (let turn = 0; turn < 3; turn++) {
      await prepared.run({
        image: random(turn).uniform(4 * 784),
        label: random(9 + turn).uniform(40),
        'learning_rate/p': 0.3,
      });
    }
    return await session.read();
  } finally {
    await session.close();
  }
}

describe.each(engines)('%s', (_, engine) => {
  it.each([
    [8, 8, 8],
    [17, 20, 4],
  ])('gives branches of %i, %i and %i filters their own gradients', async (...filters) => {
    const text = branches(filters);
    const [is, should] = [await train(engine, text), await train(tfjsEngine(), text)];
    for (const [name, { data }] of should) {
      const apart = data.reduce(
        (most, one, at) => Math.max(most, Math.abs(one - is.get(name)!.data[at]!)),
        0,
      );
      expect(apart, name).toBeLessThan(1e-5);
    }
  });

  const shape = [2, 3, 4];
  const cases: KernelCase[] = [
    ...[1.5, 0.5, -0.5].map((alpha) =>
      withGradients(`the larger of x and ${alpha} x`, [shape], (x) => tf.maximum(tf.mul(x, alpha), x)),
    ),
    withGradients('the larger of x + x and x', [shape], (x) => tf.maximum(tf.add(x, x), x)),
    withGradients('the larger of x and 3 x, as a sum', [shape], (x) => tf.maximum(x, tf.addN([x, x, x]))),
    withGradients('the smaller of x and 1.5 x', [shape], (x) => tf.minimum(tf.mul(x, 1.5), x)),
    // In inference: no kernel but the output reads the intermediate values.
    ...[1e-5, 0.1].map((epsilon): KernelCase => ({
      name: `layer normalization by hand, epsilon ${epsilon}`,
      inputs: [
        { shape: [4, 6], dtype: 'float32', data: random(3).uniform(24, -0.1, 0.1) },
        { shape: [6], dtype: 'float32', data: random(4).uniform(6, 0.5, 1.5) },
        { shape: [6], dtype: 'float32', data: random(5).uniform(6, -1, 1) },
      ],
      build(x, gamma, beta) {
        const centred = tf.sub(x!, tf.mean(x!, 1, true));
        const spread = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon));
        return tf.add(tf.mul(centred, tf.mul(spread, gamma!)), beta!);
      },
    })),
    ...[0, 1].map((axis): KernelCase => ({
      name: `normalization along the side ${axis}`,
      inputs: [
        { shape: [5, 5], dtype: 'float32', data: random(6).uniform(25, -2, 2) },
        { shape: [5], dtype: 'float32', data: random(7).uniform(5, 0.5, 1.5) },
        { shape: [5], dtype: 'float32', data: random(8).uniform(5, -1, 1) },
      ],
      build(x, gamma, beta) {
        const centred = tf.sub(x!, tf.mean(x!, axis, true));
        const spread = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axis, true), 1e-3));
        return tf.add(tf.mul(centred, tf.mul(spread, gamma!)), beta!);
      },
    })),
  ];
  it.each(cases)('leaves the meaning of $name', async (one) => {
    const values = await runCase(engine, captureCase(one), one);
    const expected = computeCase(one);
    values.forEach((numbers, at) => expectClose(numbers, expected[at]));
  });
});
