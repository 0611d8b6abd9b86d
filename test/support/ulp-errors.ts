/** Errors of an engine's kernels over float32's range, against float64, in units in the last place. */
import * as tf from '@tensorflow/tfjs-core';
import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { captureStep, optimizeStepProgram, type StepProgram } from '../../src/runtime/capture/index.js';
import type { Engine } from '../../src/runtime/engines/index.js';
import { noNotice } from './fail-on-notice.js';
import { random } from './seeded-random.js';
import { call as word } from '../vocabulary/run-function.js';

/** The smallest normal number of float32. Denormal numbers may be flushed to 0, as on many processors. */
const NORMAL = 2 ** -126;

/** Number of points. */
const POINTS = 10_000;

/** Both signs, from the smallest denormal number to 88, spaced logarithmically and linearly; and special values. */
function points(): Float32Array {
  const [least, most] = [Math.log(2 ** -149), Math.log(88)];
  const half = POINTS / 4;
  const made: number[] = [];
  for (let at = 0; at < half; at++) {
    const share = at / (half - 1);
    const size = Math.exp(least + (most - least) * share);
    made.push(size, -size, 88 * share, -88 * share);
  }
  return Float32Array.from([
    ...made,
    0,
    -0,
    Infinity,
    -Infinity,
    NaN,
    3.4e38,
    -3.4e38,
    1e30,
    -1e30,
    1e10,
    -1e10,
  ]);
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const sigmoid = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** Klambauer et al. 2017. */
const [SCALE, ALPHA] = [1.0507009873554805, 1.6732632423543772];

/** The error function: its series near 0, the continued fraction of 1 - erf elsewhere. */
function erf(x: number): number {
  const far = Math.abs(x);
  if (Number.isNaN(x)) return NaN;
  if (far > 6) return Math.sign(x);
  if (far < 2.5) {
    let [sum, term] = [far, far];
    for (let n = 1; n < 100; n++) {
      term *= (-far * far) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let rest = 0;
  for (let k = 100; k > 0; k--) rest = k / 2 / (far + rest);
  return Math.sign(x) * (1 - Math.exp(-far * far) / ((far + rest) * Math.sqrt(Math.PI)));
}

/** Rounds halves to even. */
const even = (x: number) => {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
};

/** The slope of LeakyRelu, rounded to float32. */
const SLOPE = Math.fround(0.3);

const attributesOf: Readonly<Record<string, NamedAttrMap>> = {
  ClipByValue: { clipValueMin: -1.5, clipValueMax: 2.5 },
  LeakyRelu: { alpha: 0.3 },
};

const unary: Readonly<Record<string, (x: number) => number>> = {
  Abs: Math.abs,
  Acos: Math.acos,
  Acosh: Math.acosh,
  Asin: Math.asin,
  Asinh: Math.asinh,
  Atan: Math.atan,
  Atanh: Math.atanh,
  Ceil: Math.ceil,
  ClipByValue: (x) => Math.min(2.5, Math.max(-1.5, x)),
  Cos: Math.cos,
  Cosh: Math.cosh,
  Elu: (x) => (x < 0 ? Math.expm1(x) : x),
  Erf: erf,
  Exp: Math.exp,
  Expm1: Math.expm1,
  Floor: Math.floor,
  LeakyRelu: (x) => (x < 0 ? SLOPE * x : x),
  Log: Math.log,
  Log1p: Math.log1p,
  Neg: (x) => -x,
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(0, x),
  Relu6: (x) => Math.min(6, Math.max(0, x)),
  Round: even,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Selu: (x) => SCALE * (x < 0 ? ALPHA * Math.expm1(x) : x),
  Sigmoid: sigmoid,
  Sign: Math.sign,
  Sin: Math.sin,
  Sinh: Math.sinh,
  Softplus: softplus,
  Sqrt: Math.sqrt,
  Square: (x) => x * x,
  Tan: Math.tan,
  Tanh: Math.tanh,
};

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  EluGrad: (dy, y) => (y > 0 ? dy : dy * (1 + y)),
  Maximum: Math.max,
  Minimum: Math.min,
  Multiply: (a, b) => a * b,
  Pow: (a, b) => a ** b,
  Prelu: (x, alpha) => (x < 0 ? x * alpha : x),
  RealDiv: (a, b) => a / b,
  SquaredDifference: (a, b) => (a - b) * (a - b),
  Sub: (a, b) => a - b,
};

const inputsOf: Readonly<Record<string, [string, string]>> = { EluGrad: ['dy', 'y'], Prelu: ['x', 'alpha'] };

/** The unit in the last place of a number. */
export const unit = (x: number): number => 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(x)))) - 23);

/** The error of a number in units in the last place of the exact one. */
export function apart(got: number, exact: number): number {
  const want = Math.fround(exact);
  if (Object.is(got, want) || got === want || (Number.isNaN(got) && Number.isNaN(want))) return 0;
  if (Math.abs(exact) < NORMAL && Math.abs(got) <= NORMAL) return 0;
  if (!Number.isFinite(got) || !Number.isFinite(want)) {
    // One rounding may decide whether a result at the end of the range overflows.
    return Math.abs(got) > 3.4e38 && Math.abs(exact) > 3.4e38 && got > 0 === exact > 0 ? 0 : Infinity;
  }
  return Math.abs(got - exact) / unit(exact);
}

/** A denormal input may be flushed to 0 as well. */
const flushed = (x: number) => (Math.abs(x) < NORMAL ? 0 * Math.sign(x) : x);

export type Found = Map<string, number>;

/** Runs a program once. States, by name and shape, are zeros. */
export async function run(
  engine: Engine,
  program: StepProgram,
  feeds: Record<string, Float32Array>,
  states: readonly (readonly [string, number[]])[] = [],
) {
  const session = await engine.open({ threads: 1, notice: noNotice });
  try {
    const zeros = (shape: number[]) => new Float32Array(shape.reduce((a, b) => a * b, 1));
    await session.write(new Map(states.map(([name, shape]) => [name, { shape, data: zeros(shape) }])));
    return await (await session.prepare(program)).run(feeds);
  } finally {
    await session.close();
  }
}

const call = (kernel: string, inputs: NamedTensorMap, attrs: NamedAttrMap = {}) =>
  tf.engine().runKernel(kernel, inputs, attrs) as Tensor;

/** The largest error of each unary and binary kernel. */
export async function sweepElementwise(engine: Engine): Promise<Found> {
  const x = points();
  const source = random(7);
  // Second operands of all magnitudes, and some whose powers are within the range.
  const other = x.map((_, at) => x[source.whole(0, x.length)]! * (at % 3 === 0 ? -1 : 1));
  const exponent = source.uniform(x.length, -3, 3);
  const elu = exponent.map((one) => unary.Elu!(one));
  const program = captureStep('sweep', 1, (tools) => {
    const fields = ['x', 'y', 'z', 'elu'].map((name) => tools.field(name, [x.length]));
    const [a, b, e, y] = fields as [Tensor, Tensor, Tensor, Tensor];
    return {
      results: Object.fromEntries([
        ...Object.keys(unary).map((name) => [name, call(name, { x: a }, attributesOf[name])]),
        ...Object.keys(binary).map((name) => {
          const [first, second] = inputsOf[name] ?? ['a', 'b'];
          const operands =
            name === 'Pow'
              ? [tf.abs(a), e]
              : name === 'EluGrad'
                ? [a, y]
                : name === 'Prelu'
                  ? [a, e]
                  : [a, b];
          return [name, call(name, { [first]: operands[0]!, [second]: operands[1]! })];
        }),
      ]),
    };
  });
  const results = await run(engine, program, { x, y: other, z: exponent, elu });
  const found: Found = new Map();
  const worst = (name: string, exact: (at: number, flush: (x: number) => number) => number) => {
    let most = 0;
    results[name]!.forEach((got, at) => {
      const error = apart(
        got,
        exact(at, (one) => one),
      );
      most = Math.max(most, error === 0 ? 0 : Math.min(error, apart(got, exact(at, flushed))));
    });
    found.set(name, most);
  };
  for (const [name, exact] of Object.entries(unary)) worst(name, (at, flush) => exact(flush(x[at]!)));
  for (const [name, exact] of Object.entries(binary)) {
    worst(name, (at, flush) => {
      if (name === 'Pow') return exact(Math.abs(flush(x[at]!)), exponent[at]!);
      if (name === 'EluGrad') return exact(flush(x[at]!), elu[at]!);
      if (name === 'Prelu') return exact(flush(x[at]!), exponent[at]!);
      return exact(flush(x[at]!), flush(other[at]!));
    });
  }
  return found;
}

/** Numbers with an offset: near 1,000, with a spread of 0.1. */
export function offset(size: number): Float32Array {
  return random(9).uniform(size, 1000, 1000.1);
}

interface Reduction {
  shape: number[];
  axes: number[];
}

/** Reductions of the last, the first and a middle axis; batches of images; a prime length. */
const reductions: Readonly<Record<string, Reduction>> = {
  'a million numbers': { shape: [1_000_000], axes: [0] },
  'a million numbers, by rows': { shape: [4, 250_000], axes: [1] },
  '50,000 numbers of 16 features': { shape: [50_000, 16], axes: [0] },
  '64 images of 28 x 28': { shape: [64, 28, 28, 1], axes: [0, 1, 2] },
  '32 images of 28 x 28 x 16': { shape: [32, 28, 28, 16], axes: [0, 1, 2] },
  'planes of 64 x 64': { shape: [4, 64, 64, 8], axes: [1, 2] },
  '10,007 numbers (a prime number)': { shape: [10_007, 3], axes: [0] },
};

/** Exact sums over axes, and the number of terms in each. */
function sumsOf(
  data: ArrayLike<number>,
  { shape, axes }: Reduction,
  each: (x: number, to: number) => number,
) {
  const strides = shape.map((_, at) => shape.slice(at + 1).reduce((a, b) => a * b, 1));
  const kept = shape.map((_, at) => at).filter((at) => !axes.includes(at));
  const size = kept.reduce((a, at) => a * shape[at]!, 1);
  const sums = new Float64Array(size);
  for (let at = 0; at < data.length; at++) {
    let to = 0;
    for (const axis of kept) to = to * shape[axis]! + (Math.floor(at / strides[axis]!) % shape[axis]!);
    sums[to]! += each(data[at]!, to);
  }
  return { sums, count: data.length / size };
}

/** The largest errors of sums, means and variances. */
export async function sweepReductions(engine: Engine): Promise<Found> {
  const found: Found = new Map();
  for (const [name, reduction] of Object.entries(reductions)) {
    const { shape, axes } = reduction;
    const x = offset(shape.reduce((a, b) => a * b, 1));
    const program = optimizeStepProgram(
      captureStep('reduce', 1, (tools) => {
        const field = tools.field('x', shape);
        const variance = word(tools, 'variance', [field], { axis: axes }, []);
        return { results: { Sum: tf.sum(field, axes), Mean: tf.mean(field, axes), Variance: variance } };
      }),
    );
    const results = await run(engine, program, { x });
    const { sums, count } = sumsOf(x, reduction, (one) => one);
    const squares = sumsOf(x, reduction, (one, to) => (one - sums[to]! / count) ** 2).sums;
    const worst = (kernel: string, exact: (to: number) => number) =>
      Math.max(...Array.from(results[kernel]!, (got, to) => apart(got, exact(to))));
    found.set(
      `Sum, ${name}`,
      worst('Sum', (to) => sums[to]!),
    );
    found.set(
      `Mean, ${name}`,
      worst('Mean', (to) => sums[to]! / count),
    );
    found.set(
      `Variance, ${name}`,
      worst('Variance', (to) => squares[to]! / count),
    );
  }
  return found;
}
