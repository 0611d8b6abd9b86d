/** Losses and activations at the limits of float32, compared with Keras 3 in float64: test/keras/extremes.py. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureStep, optimizeStepProgram, type StepProgram } from '../../src/runtime/capture/index.js';
import { onnxEngine, tfjsEngine, type Engine } from '../../src/runtime/engines/index.js';
import { FLOAT32, type ResolvedArguments } from '../../src/vocabulary/index.js';
import { noNotice } from '../support/fail-on-notice.js';
import { call } from './run-function.js';
import { callLayer, filled, layerNamed } from './layers/run-layer.js';

interface Plain {
  shape: number[];
  data: (number | string)[];
}

interface Case {
  kind: 'function' | 'activation';
  name: string;
  options: ResolvedArguments;
  inputs: Plain[];
  output: Plain;
  slopes: Plain;
  gradients: (Plain | null)[];
}

const cases = JSON.parse(
  readFileSync(new URL('../keras/extremes.expected.json', import.meta.url), 'utf8'),
) as Case[];

/** The smallest normal number of float32; denormal numbers may be flushed to 0. */
const NORMAL = FLOAT32.least;

/** Distance from 1 to the next float32. */
const STEP = 2 ** -23;

/** A function is a few kernels of a few roundings each. */
const RELATIVE = 16 * STEP;

/** Absolute tolerance: where float32 rounds near 1 before most of the value cancels. */
type Floor = (what: 'value' | 'gradient', row: number[][]) => number;

const nextToOne: Floor = () => 4 * STEP;
const slopes: Floor = (what) => (what === 'gradient' ? 4 * STEP : 0);

/** The length of a vector, at least 1e-7. */
const lengthOf = (x: number[]) => Math.max(1e-7, Math.hypot(...x));

const floors: Readonly<Record<string, Floor>> = {
  // Gradients are computed from the value: 1 + y, y (1 - y), 1 - y y.
  elu: slopes,
  sigmoid: slopes,
  tanh: slopes,
  // 1 + erf(x), which cancels far below 0; the oracle's erf is an approximation to 1e-7.
  gelu: nextToOne,
  // The logarithm of a sum of exponentials, one of which is 1; probabilities sum to 1.
  softmax: nextToOne,
  log_softmax: nextToOne,
  contrastive: nextToOne,
  categorical_crossentropy: nextToOne,
  sparse_categorical_crossentropy: nextToOne,
  // The bound 1 - 1e-7 is rounded to 1 - 1.19e-7; with logits, the gradient is sigmoid - target.
  binary_crossentropy: nextToOne,
  sigmoid_crossentropy: slopes,
  // 1 + 1e-7 is rounded to 1 + 1.19e-7 before the logarithm.
  poisson: (what, [counts]) => (what === 'value' ? STEP * counts![0]! : 2 * STEP),
  // The gradient by the truth is 1 / t - (t - p) / t^2.
  mean_absolute_percentage_error: (what, [truth]) =>
    what === 'gradient' ? (100 * STEP) / Math.max(1e-7, Math.abs(truth![0]!)) : 0,
  // Gradients are orthogonal to the vector; along it they cancel.
  cosine_similarity: (what, row) =>
    what === 'gradient' ? (16 * STEP) / Math.min(...row.map(lengthOf)) : STEP,
  // exp(v) - 1 - v; its gradient is exp(v) - 1.
  kl_normal: (what, [, logVar]) => STEP * (what === 'value' ? Math.min(1, Math.abs(logVar![0]!)) : 1),
};

/** With logits, values need no absolute tolerance. */
const floorOf = ({ name, options }: Case): Floor =>
  name === 'binary_crossentropy' && options.from_logits ? slopes : (floors[name] ?? (() => 0));

interface Difference {
  name: string;
  why: string;
  at(row: number[][]): boolean;
}

/** Known differences between float32 and float64; docs/numerics.md explains each. */
const known: readonly Difference[] = [
  {
    name: 'binary_crossentropy',
    why: 'at a probability of 1 that is no sigmoid: 15.94 where float64 has 16.12; 1 - 1e-7 is 1 - 1.19e-7 in float32',
    at: ([, p]) => p![0] === 1,
  },
  {
    name: 'cosine_similarity',
    why: '0 for vectors longer than 1.8e19, and a wrong slope along those beyond 4.6e12: powers beyond float32',
    at: (row) => row.some((x) => lengthOf(x) > 1.8e19) || row.every((x) => lengthOf(x) > 4.6e12),
  },
];

const numbers = ({ data }: Plain) => data.map(Number);

function programOf(one: Case): StepProgram {
  return optimizeStepProgram(
    captureStep(one.name, one.output.shape[0] ?? 1, (tools) => {
      const given = one.inputs.map(({ shape }, at) => tools.field(`x${at}`, shape));
      const results: Record<string, tf.Tensor> = {};
      const { gradients } = tools.gradients(() => {
        results.y = tools.hold(
          one.kind === 'function'
            ? call(tools, one.name, given, one.options, one.output.shape)
            : callLayer(
                tools,
                layerNamed('Activation'),
                filled(layerNamed('Activation'), { activation: one.name }),
                given,
                {},
                'train',
              ),
        );
        return tf.sum(tf.mul(results.y, tools.field('slopes', one.output.shape)));
      }, given);
      gradients.forEach((gradient, at) => {
        if (gradient) results[`gradient${at}`] = gradient;
      });
      return { results };
    }),
  );
}

function close(got: number, exact: number, floor: number): boolean {
  const want = Math.fround(exact);
  if (Number.isNaN(want)) return Number.isNaN(got);
  // A bounded logarithm may give the largest float32 instead of infinity.
  if (!Number.isFinite(want)) return Math.abs(got) >= FLOAT32.most && got > 0 === want > 0;
  return Math.abs(got - exact) <= Math.max(NORMAL, RELATIVE * Math.abs(exact), floor);
}

const engines = [
  ['tfjs', tfjsEngine()],
  ['onnx', onnxEngine()],
] as const;

describe.each(engines)('at the ends of float32, %s', (_name, engine) => {
  let session: Awaited<ReturnType<Engine['open']>>;
  beforeAll(async () => {
    session = await engine.open({ threads: 1, notice: noNotice });
  });
  afterAll(() => session.close());

  it.each(
    cases.map((one, at) => [`${one.kind} ${one.name} ${JSON.stringify(one.options)} ${at}`, one] as const),
  )('%s', async (_title, one) => {
    const prepared = await session.prepare(programOf(one));
    const results = await prepared.run(
      Object.fromEntries([
        ...one.inputs.map((x, at) => [`x${at}`, Float32Array.from(numbers(x))] as const),
        ['slopes', Float32Array.from(numbers(one.slopes))],
      ]),
    );
    const floor = floorOf(one);
    const examples = one.output.shape[0] ?? 1;
    const off = Array.from({ length: examples }, (): string[] => []);
    const rows = off.map((_, at) =>
      one.inputs.map((x) => {
        const width = x.data.length / examples;
        return numbers(x).slice(at * width, (at + 1) * width);
      }),
    );
    const compare = (what: 'value' | 'gradient', got: ArrayLike<number>, exact: number[]) =>
      exact.forEach((want, at) => {
        const row = Math.floor((at * examples) / exact.length);
        if (!close(got[at]!, want, floor(what, rows[row]!))) {
          off[row]!.push(`${what} of ${JSON.stringify(rows[row])}: ${got[at]} for ${want}`);
        }
      });
    compare('value', results.y!, numbers(one.output));
    one.gradients.forEach((gradient, at) => {
      // Where no gradient arrives, lagraph has none and Keras has zeros.
      if (gradient)
        compare('gradient', results[`gradient${at}`] ?? gradient.data.map(() => 0), numbers(gradient));
    });
    const differs = rows.map(
      (row) => !one.options.from_logits && known.some((other) => other.name === one.name && other.at(row)),
    );
    expect(off.filter((_, row) => !differs[row]).flat()).toEqual([]);
    // A known difference that no longer occurs must be removed from the list.
    expect(rows.filter((_, row) => differs[row] && off[row]!.length === 0)).toEqual([]);
  });
});
