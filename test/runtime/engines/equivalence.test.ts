import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  registerCorrectedGradients,
  verifyStepProgram,
  type StepProgram,
} from '../../../src/runtime/capture/index.js';
import type { Engine, StateTensor, TensorData } from '../../../src/runtime/engines/index.js';
import { correctCpuKernels, tfjsEngine } from '../../../src/runtime/engines/tfjs/index.js';
import { engines } from '../../support/engines-under-test.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { random } from '../../support/seeded-random.js';
import {
  binaryCrossentropy,
  crossentropy,
  decoder,
  digitsEncoder,
  signsEncoder,
  training,
  type Training,
} from './plain-tfjs-networks.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  correctCpuKernels();
  registerCorrectedGradients();
});

const leaky = (x: tf.Tensor) => tf.leakyRelu(x, 0.3);

const makers: [string, () => Training][] = [
  [
    'digits classifier',
    () =>
      training('digits', 3, (b) => {
        const latent = digitsEncoder([16, 32], 8)(b, b.field('x', [3, 12, 12, 1]));
        const kernel = b.weight('head/kernel', [8, 5]);
        return crossentropy(b.field('y', [3, 5]), tf.matMul(latent as tf.Tensor2D, kernel as tf.Tensor2D));
      }),
  ],
  [
    'signs classifier',
    () =>
      training('signs', 2, (b) => {
        const latent = signsEncoder([16, 32], 8)(b, b.field('x', [2, 12, 8, 3]));
        const kernel = b.weight('head/kernel', [8, 5]);
        return crossentropy(b.field('y', [2, 5]), tf.matMul(latent as tf.Tensor2D, kernel as tf.Tensor2D));
      }),
  ],
  [
    'digits autoencoder',
    () =>
      training('digits autoencoder', 3, (b) => {
        const x = b.field('x', [3, 12, 12, 1]);
        const made = decoder(3, [32, 16], 1, false, tf.relu)(b, digitsEncoder([16, 32], 8)(b, x));
        return binaryCrossentropy(tf.sigmoid(x), made);
      }),
  ],
  [
    'signs autoencoder, encoder frozen',
    () =>
      training(
        'signs autoencoder',
        2,
        (b) => {
          const x = b.field('x', [2, 12, 12, 3]);
          const made = decoder(3, [32, 16], 3, true, leaky)(b, signsEncoder([16, 32], 8)(b, x));
          return binaryCrossentropy(tf.sigmoid(x), made);
        },
        (weight) => weight.startsWith('e') || weight.startsWith('latent'),
      ),
  ],
  [
    'channels that fill no block',
    () =>
      training('odd', 2, (b) => {
        const x = b.field('x', [2, 12, 8, 3]);
        const made = decoder(3, [24, 5], 2, true, leaky)(b, signsEncoder([5, 24], 6)(b, x));
        return tf.mean(tf.square(made), [1, 2, 3]);
      }),
  ],
];

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** Draws and fields of a step; images with flat areas, so that max pooling has ties. */
function feedsOf(program: StepProgram, step: number): Record<string, TensorData | number> {
  const feeds: Record<string, TensorData | number> = {};
  for (const input of program.inputs) {
    const { shape } = program.values[input.value] as StepProgram['values'][number];
    const numbers = random(1000 * step + input.name.length + size(shape));
    if (input.kind === 'scalar') feeds[input.name] = 0.7;
    else if (input.kind === 'draw') feeds[input.name] = numbers.bytes(size(shape));
    else if (input.name === 'y') {
      const classes = shape[1] as number;
      feeds[input.name] = Float32Array.from({ length: size(shape) }, (_, at) =>
        at % classes === Math.floor(at / classes) % classes ? 1 : 0,
      );
    } else if (input.kind === 'field') {
      feeds[input.name] = numbers.uniform(size(shape), -1, 1).map((one) => Math.max(0, one));
    }
  }
  return feeds;
}

function startOf({ program }: Training): Map<string, StateTensor> {
  const state = new Map<string, StateTensor>();
  for (const { kind, name, value } of program.inputs) {
    if (kind !== 'state') continue;
    const { shape } = program.values[value] as StepProgram['values'][number];
    const limit = name.endsWith('bias') ? 0.1 : Math.sqrt(3 / size(shape.slice(0, -1)));
    // Small enough that no probability comes near 0 or 1, where the logarithm amplifies rounding errors.
    const data =
      name.startsWith('a/') || name.startsWith('s/')
        ? new Float32Array(size(shape)).fill(1e-4)
        : random(name.length * 31 + size(shape)).uniform(size(shape), -limit, limit);
    state.set(name, { shape, data });
  }
  return state;
}

const STEPS = 3;

async function run(engine: Engine, made: Training, threads = 1) {
  const session = await engine.open({ threads, notice: noNotice });
  try {
    await session.write(startOf(made));
    const prepared = await session.prepare(made.program);
    const losses: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      losses.push((await prepared.run(feedsOf(made.program, step))).loss?.[0] as number);
    }
    return { losses, state: await session.read() };
  } finally {
    await session.close();
  }
}

/** Largest difference, relative to the largest element. */
function distance(a: Float32Array, b: Float32Array): number {
  let [most, apart] = [1e-6, 0];
  a.forEach((one, at) => {
    most = Math.max(most, Math.abs(b[at] as number));
    apart = Math.max(apart, Number.isNaN(one) ? Infinity : Math.abs(one - (b[at] as number)));
  });
  return apart / most;
}

describe.each(engines)('training with the engine %s', (name, engine) => {
  it.each(makers)('takes the same steps as the oracle: %s', async (_, make) => {
    const made = make();
    expect(verifyStepProgram(made.program)).toEqual([]);
    const [is, should] = [await run(engine, made), await run(tfjsEngine(), made)];
    is.losses.forEach((loss, at) => {
      const truth = should.losses[at] as number;
      expect(Math.abs(loss - truth) / Math.max(1, truth)).toBeLessThan(2e-6);
    });
    expect([...is.state.keys()].sort()).toEqual([...should.state.keys()].sort());
    for (const [name, { shape, data }] of is.state) {
      expect(shape).toEqual(should.state.get(name)?.shape);
      expect(distance(data, should.state.get(name)?.data as Float32Array), name).toBeLessThan(2e-5);
    }
  });

  it.skipIf(name === 'tensorflow')('gives the same bytes each time', async () => {
    const made = (makers[3] as (typeof makers)[number])[1]();
    const [one, other] = [await run(engine, made, 2), await run(engine, made, 2)];
    expect(one.losses).toEqual(other.losses);
    for (const [name, { data }] of one.state) expect(data).toEqual(other.state.get(name)?.data);
  });
});
