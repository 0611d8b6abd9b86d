/** Errors of an engine's softmax and normalizations. */
import * as tf from '@tensorflow/tfjs-core';
import { captureStep, optimizeStepProgram } from '../../src/runtime/capture/index.js';
import type { Engine } from '../../src/runtime/engines/index.js';
import { callLayer, filled, layerNamed } from '../vocabulary/layers/run-layer.js';
import { apart, offset, run, unit, type Found } from './ulp-errors.js';
import { random } from './seeded-random.js';

/**
 * Errors of softmax over logits that differ by up to 80, and over equal ones. The difference from the largest logit
 * is itself rounded to float32: by up to 4e-6 for a difference of 80, which changes the probability by a factor of
 * 4e-6 and is no kernel's error.
 */
export async function sweepSoftmax(engine: Engine): Promise<Found> {
  const [rows, classes] = [500, 20];
  const x = random(5).uniform(rows * classes, -1, 1);
  for (let at = 0; at < x.length; at++) x[at]! *= 40 * Math.sin(Math.floor(at / classes));
  x.fill(3, 0, classes);
  const program = captureStep('softmax', 1, (tools) => {
    const field = tools.field('x', [rows, classes]);
    return { results: { Softmax: tf.softmax(field) } };
  });
  const results = await run(engine, program, { x });
  let most = 0;
  for (let row = 0; row < rows; row++) {
    const logits = Array.from(x.subarray(row * classes, (row + 1) * classes));
    const largest = Math.max(...logits);
    const powers = logits.map((one) => Math.exp(Math.fround(one - largest)));
    const sum = powers.reduce((a, b) => a + b);
    powers.forEach((power, at) => {
      most = Math.max(most, apart(results.Softmax![row * classes + at]!, power / sum));
    });
  }
  return new Map([['Softmax', most]]);
}

interface Normalization {
  layer: string;
  shape: number[];
  /** Index of the feature, or of the example, with which the number at a position is normalized. */
  group(at: number): number;
}

/** Numbers with an offset: near 1,000, with a spread of 0.1. */
const normalizations: Readonly<Record<string, Normalization>> = {
  'BatchNormalization, 64 examples of 100': {
    layer: 'BatchNormalization',
    shape: [64, 100],
    group: (at) => at % 100,
  },
  'BatchNormalization, 32 images of 28 x 28 x 16': {
    layer: 'BatchNormalization',
    shape: [32, 28, 28, 16],
    group: (at) => at % 16,
  },
  'LayerNormalization, 64 examples of 100': {
    layer: 'LayerNormalization',
    shape: [64, 100],
    group: (at) => Math.floor(at / 100),
  },
  'LayerNormalization, 4 examples of 50,000': {
    layer: 'LayerNormalization',
    shape: [4, 50_000],
    group: (at) => Math.floor(at / 50_000),
  },
};

/** Not negligible beside the variance of 8e-4, so that it is tested. */
const EPSILON = 1e-6;

/**
 * Errors of the normalizing layers in training mode, and of their gradients by the inputs. A number at the mean
 * becomes 0, and a gradient is what remains of terms that cancel: errors are relative to the largest value of a
 * feature or an example.
 */
export async function sweepNormalizations(engine: Engine): Promise<Found> {
  const found: Found = new Map();
  for (const [name, { layer, shape, group }] of Object.entries(normalizations)) {
    const size = shape.reduce((a, b) => a * b, 1);
    const x = offset(size);
    const slopes = random(3).uniform(size, -1, 1);
    const definition = layerNamed(layer);
    const args = filled(definition, { epsilon: EPSILON, center: false, scale: false });
    const program = optimizeStepProgram(
      captureStep('normalize', shape[0]!, (tools) => {
        const [given, slope] = [tools.field('x', shape), tools.field('slopes', shape)];
        const moving = { moving_mean: tf.zeros([shape.at(-1)!]), moving_variance: tf.ones([shape.at(-1)!]) };
        const results: Record<string, tf.Tensor> = {};
        const { gradients } = tools.gradients(() => {
          results.value = tools.hold(callLayer(tools, definition, args, [given], moving, 'train'));
          return tf.sum(tf.mul(results.value, slope));
        }, [given]);
        return { results: { ...results, gradient: gradients[0]! } };
      }),
    );
    const results = await run(engine, program, { x, slopes });
    const exact = normalizedExactly(x, slopes, group);
    for (const what of ['value', 'gradient'] as const) {
      const largest = new Map<number, number>();
      exact[what].forEach((one, at) => {
        largest.set(group(at), Math.max(largest.get(group(at)) ?? 0, Math.abs(one)));
      });
      const most = exact[what].reduce(
        (far, one, at) => Math.max(far, Math.abs(results[what]![at]! - one) / unit(largest.get(group(at))!)),
        0,
      );
      found.set(what === 'value' ? name : `${name}, gradient`, most);
    }
  }
  return found;
}

/** c / s with c = x - mean(x) and s^2 = mean(c^2) + epsilon; the gradient is (g - mean(g) - c mean(g c) / s^2) / s. */
function normalizedExactly(x: Float32Array, slopes: Float32Array, group: (at: number) => number) {
  const means = (each: (at: number) => number) => {
    const sums: number[] = [];
    const counts: number[] = [];
    x.forEach((_, at) => {
      const to = group(at);
      sums[to] = (sums[to] ?? 0) + each(at);
      counts[to] = (counts[to] ?? 0) + 1;
    });
    return sums.map((sum, to) => sum / counts[to]!);
  };
  const mean = means((at) => x[at]!);
  const centred = Float64Array.from(x, (one, at) => one - mean[group(at)]!);
  const square = means((at) => centred[at]! ** 2).map((one) => one + EPSILON);
  const slope = means((at) => slopes[at]!);
  const along = means((at) => slopes[at]! * centred[at]!);
  return {
    value: centred.map((one, at) => one / Math.sqrt(square[group(at)]!)),
    gradient: centred.map((one, at) => {
      const to = group(at);
      return (slopes[at]! - slope[to]! - (one * along[to]!) / square[to]!) / Math.sqrt(square[to]!);
    }),
  };
}
