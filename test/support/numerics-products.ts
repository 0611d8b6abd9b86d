/** Errors of matrix products, convolutions and gradients of biases. */
import * as tf from '@tensorflow/tfjs-core';
import { captureStep, optimizeStepProgram } from '../../src/runtime/capture/index.js';
import type { Engine } from '../../src/runtime/engines/index.js';
import { apart, offset, run, unit, type Found } from './ulp-errors.js';
import { random } from './seeded-random.js';

interface Product {
  rows: number;
  inner: number;
  columns: number;
  /** Transposed, as in the gradient of a kernel. */
  turned?: boolean;
}

const products: Readonly<Record<string, Product>> = {
  '3 x 1,000,000 x 4': { rows: 3, inner: 1_000_000, columns: 4 },
  '3 x 1,000,000 x 4, the first turned': { rows: 3, inner: 1_000_000, columns: 4, turned: true },
  '9 x 50,176 x 16, the first turned': { rows: 9, inner: 50_176, columns: 16, turned: true },
  '64 x 784 x 128': { rows: 64, inner: 784, columns: 128 },
};

type Sign = 'positive' | 'signed';

interface Exact {
  feeds: Record<'a' | Sign, Float32Array>;
  /** Each exact product, and the sum of the absolute values of its terms. */
  sums: Record<Sign, Float64Array>;
  terms: Float64Array;
}

const exactly = new Map<string, Exact>();

/** Cached: the same for all engines. */
function exactProduct(name: string, { rows, inner, columns, turned }: Product): Exact {
  const known = exactly.get(name);
  if (known) return known;
  const a = offset(rows * inner);
  const source = random(4);
  const positive = source.uniform(inner * columns, 0, 1);
  const signed = source.uniform(inner * columns, -1, 1);
  const sums = { positive: new Float64Array(rows * columns), signed: new Float64Array(rows * columns) };
  const terms = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < inner; at++) {
      const left = a[turned ? at * rows + row : row * inner + at]!;
      for (let column = 0; column < columns; column++) {
        const [to, from] = [row * columns + column, at * columns + column];
        sums.positive[to]! += left * positive[from]!;
        sums.signed[to]! += left * signed[from]!;
        terms[to]! += Math.abs(left * signed[from]!);
      }
    }
  }
  const made = { feeds: { a, positive, signed }, sums, terms };
  exactly.set(name, made);
  return made;
}

/**
 * Errors of products of numbers near 1,000 with numbers from 0 to 1, relative to the products; and of products of
 * numbers of both signs, relative to the products and to the sums of the absolute values of their terms.
 */
export async function sweepProducts(engine: Engine): Promise<Found> {
  const found: Found = new Map();
  for (const [name, product] of Object.entries(products)) {
    const { rows, inner, columns, turned = false } = product;
    const { feeds, sums, terms } = exactProduct(name, product);
    const program = optimizeStepProgram(
      captureStep('product', 1, (tools) => {
        const left = tools.field('a', turned ? [inner, rows] : [rows, inner]) as tf.Tensor2D;
        const times = (kind: Sign) =>
          tf.matMul(left, tools.field(kind, [inner, columns]) as tf.Tensor2D, turned);
        return { results: { positive: times('positive'), signed: times('signed') } };
      }),
    );
    const copies = Object.fromEntries(Object.entries(feeds).map(([key, data]) => [key, data.slice()]));
    const results = await run(engine, program, copies);
    const most = (kind: Sign, error: (got: number, exact: number, at: number) => number) =>
      sums[kind].reduce((far, exact, at) => Math.max(far, error(results[kind]![at]!, exact, at)), 0);
    found.set(`MatMul, ${name}`, most('positive', apart));
    found.set(
      `MatMul, ${name}, both signs, by the sum of sizes`,
      most('signed', (got, exact, at) => Math.abs(got - exact) / unit(terms[at]!)),
    );
    found.set(`MatMul, ${name}, both signs`, most('signed', apart));
  }
  return found;
}

const [IMAGES, SIDE, CHANNELS, WINDOW] = [64, 28, 8, 3];

/** Errors of a convolution of images near 1,000 with filters from 0 to 1, and of its gradient by the filters. */
export async function sweepConvolution(engine: Engine): Promise<Found> {
  const out = SIDE - WINDOW + 1;
  const image = [IMAGES, SIDE, SIDE, CHANNELS];
  const made = [IMAGES, out, out, CHANNELS];
  const filters = [WINDOW, WINDOW, CHANNELS, CHANNELS];
  const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
  const x = offset(size(image));
  const source = random(6);
  const [filter, slopes] = [source.uniform(size(filters), 0, 1), source.uniform(size(made), 0, 1)];
  const program = optimizeStepProgram(
    captureStep('convolution', IMAGES, (tools) => {
      const [given, slope] = [tools.field('x', image), tools.field('slopes', made)];
      const kernel = tools.field('filter', filters);
      const results: Record<string, tf.Tensor> = {};
      const { gradients } = tools.gradients(() => {
        results.value = tools.hold(tf.conv2d(given as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'valid'));
        return tf.sum(tf.mul(results.value, slope));
      }, [kernel]);
      return { results: { ...results, gradient: gradients[0]! } };
    }),
  );
  const exact = { value: new Float64Array(size(made)), gradient: new Float64Array(size(filters)) };
  for (let place = 0; place < size(made) / CHANNELS; place++) {
    const [example, rest] = [Math.floor(place / (out * out)), place % (out * out)];
    const [top, left] = [Math.floor(rest / out), rest % out];
    for (let cell = 0; cell < WINDOW * WINDOW; cell++) {
      const [row, column] = [top + Math.floor(cell / WINDOW), left + (cell % WINDOW)];
      for (let from = 0; from < CHANNELS; from++) {
        const pixel = x[((example * SIDE + row) * SIDE + column) * CHANNELS + from]!;
        for (let to = 0; to < CHANNELS; to++) {
          const weight = (cell * CHANNELS + from) * CHANNELS + to;
          exact.value[place * CHANNELS + to]! += pixel * filter[weight]!;
          exact.gradient[weight]! += pixel * slopes[place * CHANNELS + to]!;
        }
      }
    }
  }
  const results = await run(engine, program, { x, filter, slopes });
  const most = (what: 'value' | 'gradient') =>
    exact[what].reduce((far, one, at) => Math.max(far, apart(results[what]![at]!, one)), 0);
  const name = `Conv2D, ${IMAGES} images of ${SIDE} x ${SIDE} x ${CHANNELS}`;
  return new Map([
    [name, most('value')],
    [`${name}, gradient of the filters`, most('gradient')],
  ]);
}

const biases: Readonly<Record<string, number[]>> = {
  '64 examples of 16': [64, 16],
  '50,000 examples of 16': [50_000, 16],
  '32 images of 28 x 28 x 16': [32, 28, 28, 16],
};

/** Errors of the gradient of a bias, for incoming gradients with an offset. */
export async function sweepBiases(engine: Engine): Promise<Found> {
  const found: Found = new Map();
  for (const [name, shape] of Object.entries(biases)) {
    const features = shape.at(-1)!;
    const slopes = offset(shape.reduce((a, b) => a * b, 1));
    const program = optimizeStepProgram(
      captureStep('bias', shape[0]!, (tools) => {
        const [x, slope] = [tools.field('x', shape), tools.field('slopes', shape)];
        const bias = tools.state('bias', [features]);
        const { gradients } = tools.gradients(() => tf.sum(tf.mul(tf.add(x, bias), slope)), [bias]);
        return { results: { gradient: gradients[0]! } };
      }),
    );
    const results = await run(engine, program, { x: slopes.slice(), slopes }, [['bias', [features]]]);
    const sums = new Float64Array(features);
    slopes.forEach((one, at) => (sums[at % features]! += one));
    found.set(
      `Gradient of a bias, ${name}`,
      sums.reduce((most, sum, at) => Math.max(most, apart(results.gradient![at]!, sum)), 0),
    );
  }
  return found;
}
