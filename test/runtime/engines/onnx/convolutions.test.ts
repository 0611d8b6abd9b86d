import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
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

const side = fc.integer({ min: 5, max: 9 });
const sides = fc.tuple(side, side);
const kernel = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
const stride = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));
/** Channels: less than a block, one block, several blocks, and no multiple of a block. */
const channels = fc.constantFrom(1, 3, 16, 32, 20);
const pad = fc.constantFrom('same' as const, 'valid' as const);
const batch = fc.integer({ min: 1, max: 3 });

/** Whether an image's side is at least the extent of a window. */
const covers = (along: number, width: number) => along >= width;

type Pair = readonly [number, number];

/** Dilations up to a maximum. */
const dilationsUpTo = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));

/** Whether an image is large enough for dilated windows. */
const coversWindow = ([h, w]: Pair, k: Pair, d: Pair) =>
  covers(h, (k[0] - 1) * d[0] + 1) && covers(w, (k[1] - 1) * d[1] + 1);

describe.each(['blocked', 'plain'] as const)('convolutions on the onnx engine, images %s', (images) => {
  const engine = onnxEngine({ images });
  const agrees = async (one: KernelCase, tolerance = 3e-4) => {
    const values = await runCase(engine, optimizeStepProgram(captureCase(one)), one);
    const expected = computeCase(one);
    // Sums of a few hundred products: rounding is relative to the terms, not to the sum.
    values.forEach((numbers, at) => expectClose(numbers, expected[at], tolerance));
  };

  it('agree with tfjs for any window, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(
        batch,
        sides,
        channels,
        channels,
        kernel,
        stride,
        pad,
        async (n, [h, w], i, o, k, s, p) => {
          fc.pre(covers(h, k[0]) && covers(w, k[1]));
          await agrees(
            withGradients(
              'convolution',
              [
                [n, h, w, i],
                [...k, i, o],
              ],
              (x, filter) => tf.conv2d(x, filter, s, p),
            ),
          );
        },
      ),
      { numRuns: 30, seed: 1 },
    );
  });

  it.each([16, 18, 32, 35])(
    'agree with tfjs for a batch of %i, whose images are groups by blocks',
    async (n) => {
      await agrees(
        withGradients(
          'batch',
          [
            [n, 5, 6, 16],
            [3, 3, 16, 16],
          ],
          (x, filter) => tf.conv2d(x, filter, 1, 'same'),
        ),
      );
      await agrees(
        withGradients(
          'batch, few channels',
          [
            [n, 5, 6, 16],
            [3, 3, 2, 16],
          ],
          (x, filter) => tf.conv2dTranspose(x, filter, [n, 5, 6, 2], 1, 'same'),
        ),
      );
    },
  );

  it.runIf(images === 'plain').each([
    ['some images at a time', [4, 64, 64, 32], 3, 6],
    ['some rows of an image at a time', [2, 100, 100, 24], 3, 6],
    ['gradients by the image', [4, 64, 64, 4], 3, 36],
    ['few channels out of many', [3, 120, 120, 16], 7, 2],
    ['windows of one pixel, which need none', [4, 64, 64, 40], 1, 12],
  ] as const)(
    'agree with tfjs where windows see so much that it goes by parts: %s',
    async (_, image, k, to) => {
      await agrees(
        withGradients('parts', [image, [k, k, image[3], to], [to]], (x, filter, bias) =>
          tf.add(tf.conv2d(x, filter, 1, 'same'), bias),
        ),
        // Sums over tens of thousands of pixels.
        2e-3,
      );
    },
  );

  it('agree with tfjs for windows with gaps', async () => {
    await fc.assert(
      fc.asyncProperty(
        batch,
        sides,
        channels,
        channels,
        kernel,
        dilationsUpTo(3),
        pad,
        async (n, [h, w], i, o, k, d, p) => {
          fc.pre(coversWindow([h, w], k, d));
          await agrees(
            withGradients(
              'gaps',
              [
                [n, h, w, i],
                [...k, i, o],
              ],
              (x, filter) => tf.conv2d(x, filter, 1, p, 'NHWC', d),
            ),
          );
        },
      ),
      { numRuns: 20, seed: 4 },
    );
  });

  it('agree with tfjs channel by channel, for any window, stride and gap', async () => {
    const steps = fc.oneof(
      fc.record({ s: stride, d: fc.constant([1, 1] as [number, number]) }),
      fc.record({
        s: fc.constant([1, 1] as [number, number]),
        d: dilationsUpTo(2),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        batch,
        sides,
        channels,
        fc.constantFrom(1, 1, 2),
        kernel,
        steps,
        pad,
        async (n, [h, w], c, m, k, { s, d }, p) => {
          fc.pre(coversWindow([h, w], k, d));
          await agrees(
            withGradients(
              'by channel',
              [
                [n, h, w, c],
                [...k, c, m],
              ],
              (x, filter) => tf.depthwiseConv2d(x, filter, s, p, 'NHWC', d),
            ),
          );
        },
      ),
      { numRuns: 30, seed: 5 },
    );
  });

  it('agree with tfjs transposed, for any window, stride and padding', async () => {
    await fc.assert(
      fc.asyncProperty(
        batch,
        sides,
        channels,
        channels,
        kernel,
        stride,
        pad,
        async (n, [h, w], i, o, k, s, p) => {
          const along = (at: 0 | 1, whole: number) =>
            p === 'same' ? whole * s[at] : (whole - 1) * s[at] + k[at];
          const shape: [number, number, number, number] = [n, along(0, h), along(1, w), o];
          await agrees(
            withGradients(
              'transposed',
              [
                [n, h, w, i],
                [...k, o, i],
              ],
              (x, filter) => tf.conv2dTranspose(x, filter, shape, s, p),
            ),
          );
        },
      ),
      { numRuns: 30, seed: 2 },
    );
  });

  it('agree with tfjs after an upsampling, with bias and activation', async () => {
    await fc.assert(
      fc.asyncProperty(
        batch,
        sides,
        channels,
        channels,
        kernel,
        stride,
        pad,
        fc.boolean(),
        fc.constantFrom('relu', 'leaky', 'sigmoid', 'none'),
        async (n, [h, w], i, o, k, scale, p, turned, activation) => {
          const grown: [number, number] = [h * scale[0], w * scale[1]];
          fc.pre(covers(grown[0], k[0]) && covers(grown[1], k[1]));
          const full = (whole: number, width: number) => (p === 'same' ? whole : whole + width - 1);
          const shape: [number, number, number, number] = [n, full(grown[0], k[0]), full(grown[1], k[1]), o];
          const filters = turned ? [...k, o, i] : [...k, i, o];
          await agrees(
            withGradients('upsampled', [[n, h, w, i], filters], (x, filter) => {
              const u = tf.image.resizeNearestNeighbor(x, grown);
              const made = turned ? tf.conv2dTranspose(u, filter, shape, 1, p) : tf.conv2d(u, filter, 1, p);
              const sum = tf.add(made, tf.linspace(-0.5, 0.5, o));
              if (activation === 'relu') return tf.relu(sum);
              if (activation === 'leaky') return tf.leakyRelu(sum, 0.3);
              return activation === 'sigmoid' ? tf.sigmoid(sum) : made;
            }),
          );
        },
      ),
      { numRuns: 30, seed: 3 },
    );
  });
});
