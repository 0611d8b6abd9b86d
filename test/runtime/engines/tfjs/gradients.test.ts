/** The reference itself: gradients on the JavaScript backend, with corrected kernels, against finite differences. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerCorrectedGradients } from '../../../../src/runtime/capture/index.js';
import { correctCpuKernels } from '../../../../src/runtime/engines/tfjs/index.js';
import { kernelCases } from '../../../support/kernel-cases.js';
import { random } from '../../../support/seeded-random.js';
import { computeCase } from '../../../support/run-kernel-case.js';

/** Cases with kinks, where finite differences are meaningless. */
const kinked = /with ties|maximum|minimum|relu of|gradient of (relu|max|min)\b.*ties|^gradient of relu/;

/** Elements that are checked in each input. */
const CHECKED_ELEMENTS = 10;

/** Half the step of the central difference: large enough for float32, small enough to avoid kinks. */
const HALF_STEP = 2 ** -9;

beforeAll(async () => {
  await tf.setBackend('cpu');
  correctCpuKernels();
  registerCorrectedGradients();
});

describe('gradients of the JavaScript backend', () => {
  const cases = kernelCases.filter(({ name }) => name.startsWith('gradient of') && !kinked.test(name));

  it.each(cases)('$name', (one) => {
    const [, ...gradients] = computeCase(one);
    const source = random(5);
    gradients.forEach((gradient, input) => {
      const data = one.inputs.map(({ data }) => data.slice());
      const changed = data[input] as Float32Array;
      for (let n = 0; n < Math.min(CHECKED_ELEMENTS, changed.length); n++) {
        const at = changed.length <= CHECKED_ELEMENTS ? n : source.whole(0, changed.length);
        const middle = changed[at] as number;
        const value = (x: number) => {
          changed[at] = x;
          return computeCase(one, data)[0]?.[0] as number;
        };
        const slope = (value(middle + HALF_STEP) - value(middle - HALF_STEP)) / (2 * HALF_STEP);
        changed[at] = middle;
        const told = gradient[at] as number;
        expect(
          Math.abs(told - slope),
          `input ${input}, number ${at}: ${told}, by differences ${slope}`,
        ).toBeLessThan(0.01 * Math.max(1, Math.abs(slope)));
      }
    });
  });

  it('gives all of a window to the first of equal maxima', () => {
    const x = tf.tensor4d([1, 1, 1, 1], [1, 2, 2, 1]);
    const slopes = tf.grad((image: tf.Tensor) => tf.sum(tf.maxPool(image as tf.Tensor4D, 2, 2, 'valid')))(x);
    expect(Array.from(slopes.dataSync())).toEqual([1, 0, 0, 0]);
  });

  it('gives a tie of two tensors to the first', () => {
    const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([1, 3])];
    const [left, right] = tf.grads((x, y) => tf.sum(tf.maximum(x as tf.Tensor, y as tf.Tensor)))([a, b]);
    expect(Array.from((left as tf.Tensor).dataSync())).toEqual([1, 0]);
    expect(Array.from((right as tf.Tensor).dataSync())).toEqual([0, 1]);
  });

  it('stands still at the edges of relu and clip as TensorFlow does', () => {
    const x = tf.tensor1d([-1, 0, 1, 2]);
    const of = (f: (x: tf.Tensor) => tf.Tensor) =>
      Array.from(
        tf
          .grad((t) => tf.sum(f(t as tf.Tensor)))(x)
          .dataSync(),
      );
    expect(of(tf.relu)).toEqual([0, 0, 1, 1]);
    expect(of((t) => tf.clipByValue(t, 0, 1))).toEqual([0, 1, 1, 0]);
    expect(of((t) => tf.pow(t, tf.scalar(2)))).toEqual([-2, 0, 2, 4]);
  });
});
