/** Steps that match or nearly match the engine's fusion passes, and must keep their meaning. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { registerCorrectedGradients, optimizeStepProgram } from '../../../../src/runtime/capture/index.js';
import { onnxEngine } from '../../../../src/runtime/engines/onnx/index.js';
import { correctCpuKernels } from '../../../../src/runtime/engines/tfjs/index.js';
import type { KernelCase } from '../../../support/kernel-cases.js';
import { captureCase, computeCase, runCase } from '../../../support/run-kernel-case.js';
import { withGradients } from '../../../support/gradient-kernel-case.js';
import { expectClose } from './expect-close.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  correctCpuKernels();
  registerCorrectedGradients();
});

const image = [2, 6, 4, 16];
const filter = (side: number, from = 16, to = 16) => [side, side, from, to];
const conv = (x: tf.Tensor4D, w: tf.Tensor4D) => tf.conv2d(x, w, 1, 'same');
const pool = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid');
const up = (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [12, 8]);

const cases: KernelCase[] = [
  withGradients('a slope above 1', [image, filter(3)], (x, w) => tf.leakyRelu(conv(x, w), 1.5)),
  withGradients('a slope above 1, pooled', [image, filter(3)], (x, w) => pool(tf.leakyRelu(conv(x, w), 1.5))),
  withGradients('a slope below 0', [image, filter(3)], (x, w) => {
    const y = conv(x, w);
    return tf.where(tf.greater(y, 0), y, tf.mul(y, -0.2));
  }),
  withGradients('a step between other levels', [image, filter(3)], (x, w) => tf.step(conv(x, w), -2)),
  withGradients('an activation after the slope that is asked for', [image, filter(3)], (x, w) => {
    const y = conv(x, w);
    const chosen = tf.where(tf.greater(y, 0), y, tf.mul(y, 0.1));
    return tf.add(chosen, tf.relu(y));
  }),
  withGradients('two filters on one upsampling', [image, filter(2), filter(3)], (x, a, b) =>
    tf.add(conv(up(x), a), conv(up(x), b)),
  ),
  withGradients('an upsampling that is read by others as well', [image, filter(3)], (x, w) => {
    const grown = up(x);
    return tf.add(conv(grown, w), tf.square(grown));
  }),
  withGradients('a large scale', [[2, 2, 2, 16], filter(3)], (x, w) =>
    conv(tf.image.resizeNearestNeighbor(x, [16, 12]), w),
  ),
  withGradients('pooled values that are read by others as well', [image, filter(3)], (x, w) => {
    const y = tf.relu(conv(x, w));
    return tf.add(tf.mean(y, [1, 2]), tf.mean(pool(y) as tf.Tensor4D, [1, 2]));
  }),
  withGradients('sums of tokens', [image, filter(3, 16, 4)], (x, w) =>
    tf.sum(tf.tanh(tf.reshape(conv(x, w), [2, 24, 4])), [0, 1, 2]),
  ),
  withGradients('a mean over channels', [image, filter(1)], (x, w) => {
    const y = conv(x, w);
    return tf.sub(y, tf.mean(y, 3, true));
  }),
  withGradients(
    'channels that are filled up, and what reads them',
    [[2, 6, 4, 24], filter(3, 24, 24)],
    (x, w) => {
      const y = tf.sigmoid(conv(x, w));
      return tf.concat([y, tf.softmax(y), tf.mul(y, tf.mean(y, [1, 2], true))], 3);
    },
  ),
  withGradients(
    'channels that are filled up, chosen by truth',
    [[2, 6, 4, 24], filter(3, 24, 24), filter(3, 24, 24)],
    (x, a, b) => {
      const y = conv(x, a);
      return conv(tf.where(tf.greater(y, 0.1), tf.relu(y), tf.maximum(y, -0.5)) as tf.Tensor4D, b);
    },
  ),
  withGradients('a pooled first layer of few channels', [[3, 8, 6, 3], filter(3, 3, 16)], (x, w) =>
    pool(tf.relu(conv(x, w))),
  ),
];

describe.each(['blocked', 'plain'] as const)('rewrites of the onnx engine, images %s', (images) => {
  const engine = onnxEngine({ images });

  it.each(cases)('$name', async (one) => {
    const values = await runCase(engine, optimizeStepProgram(captureCase(one)), one);
    const expected = computeCase(one);
    values.forEach((numbers, at) => expectClose(numbers, expected[at], 1e-4));
  });

  it('takes only the gradient by the filter of a pooled first layer', async () => {
    const whole = cases.at(-1) as KernelCase;
    const one: KernelCase = {
      ...whole,
      build: (...x) => [(whole.build(...x) as tf.Tensor[])[2] as tf.Tensor],
    };
    const values = await runCase(engine, optimizeStepProgram(captureCase(one)), one);
    expectClose(values[0], computeCase(one)[0], 1e-4);
  });
});
