/**
 * Small steps that together use every kernel that a step can contain, with odd sizes, strides, ties and edges.
 * Capture is compared with tfjs's own backend by them, and engines with each other.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { DType } from '../../src/runtime/capture/index.js';
import { random } from './seeded-random.js';

export interface CaseInput {
  shape: number[];
  dtype: DType;
  data: Float32Array | Int32Array | Uint8Array;
}

export interface KernelCase {
  name: string;
  inputs: CaseInput[];
  /** The computation, in plain tfjs. */
  build(...inputs: Tensor[]): Tensor | Tensor[];
}

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

let seed = 1;

/** Floats around zero. */
const around = (...shape: number[]): CaseInput => ({
  shape,
  dtype: 'float32',
  data: random(seed++).uniform(size(shape), -2, 2),
});

/** Floats above zero. */
const above = (...shape: number[]): CaseInput => ({
  shape,
  dtype: 'float32',
  data: random(seed++).uniform(size(shape), 0.1, 2),
});

/** Few distinct floats, so that there are ties and zeros. */
const ties = (...shape: number[]): CaseInput => ({
  shape,
  dtype: 'float32',
  data: random(seed++)
    .uniform(size(shape), -1.5, 2.5)
    .map((value) => Math.floor(value)),
});

const whole = (from: number, to: number, ...shape: number[]): CaseInput => {
  const source = random(seed++);
  return {
    shape,
    dtype: 'int32',
    data: Int32Array.from({ length: size(shape) }, () => source.whole(from, to)),
  };
};

const truth = (...shape: number[]): CaseInput => ({
  shape,
  dtype: 'bool',
  data: random(seed++)
    .bytes(size(shape))
    .map((byte) => byte & 1),
});

const one = (name: string, input: CaseInput, build: (x: Tensor) => Tensor | Tensor[]): KernelCase => ({
  name,
  inputs: [input],
  build,
});

const two = (
  name: string,
  a: CaseInput,
  b: CaseInput,
  build: (a: Tensor, b: Tensor) => Tensor | Tensor[],
): KernelCase => ({ name, inputs: [a, b], build });

/** The value and the gradients of sum(f(x, ...) * weights), with a different weight at each position. */
function slopes(
  name: string,
  inputs: CaseInput[],
  build: (...inputs: Tensor[]) => Tensor,
  upTo = inputs.length,
): KernelCase {
  return {
    name: `gradient of ${name}`,
    inputs,
    build(...tensors) {
      const loss = (...xs: Tensor[]) => {
        const value = build(...xs, ...tensors.slice(upTo));
        const place = tf.reshape(tf.sin(tf.range(1, value.size + 1)), value.shape);
        return tf.sum(tf.mul(value, place));
      };
      const { value, grads } = tf.valueAndGrads(loss as (...xs: Tensor[]) => tf.Scalar)(
        tensors.slice(0, upTo),
      );
      return [value, ...grads];
    },
  };
}

const unaries: [string, CaseInput, (x: Tensor) => Tensor][] = [
  ['abs', around(3, 5), tf.abs],
  ['acos', { ...around(7), data: random(91).uniform(7, -0.9, 0.9) }, tf.acos],
  ['acosh', { ...around(7), data: random(92).uniform(7, 1.1, 3) }, tf.acosh],
  ['asin', { ...around(7), data: random(93).uniform(7, -0.9, 0.9) }, tf.asin],
  ['asinh', around(7), tf.asinh],
  ['atan', around(7), tf.atan],
  ['atanh', { ...around(7), data: random(94).uniform(7, -0.9, 0.9) }, tf.atanh],
  ['ceil', around(7), tf.ceil],
  ['cos', around(7), tf.cos],
  ['cosh', around(7), tf.cosh],
  ['elu', around(3, 5), tf.elu],
  ['erf', around(7), tf.erf],
  ['exp', around(3, 5), tf.exp],
  ['expm1', around(7), tf.expm1],
  ['floor', around(7), tf.floor],
  ['leaky relu', around(3, 5), (x) => tf.leakyRelu(x, 0.3)],
  ['log', above(3, 5), tf.log],
  ['log1p', above(7), tf.log1p],
  ['neg', around(7), tf.neg],
  ['reciprocal', above(7), tf.reciprocal],
  ['relu', ties(3, 5), tf.relu],
  ['relu6', { ...around(9), data: Float32Array.of(-1, 0, 1, 5.9, 6, 6.1, 9, -0.5, 3) }, tf.relu6],
  ['round', around(7), tf.round],
  ['rsqrt', above(7), tf.rsqrt],
  ['selu', around(3, 5), tf.selu],
  ['sigmoid', around(3, 5), tf.sigmoid],
  ['sign', ties(7), tf.sign],
  ['sin', around(7), tf.sin],
  ['sinh', around(7), tf.sinh],
  ['softplus', around(3, 5), tf.softplus],
  ['sqrt', above(7), tf.sqrt],
  ['square', around(7), tf.square],
  ['step', ties(7), (x) => tf.step(x, 0.25)],
  ['tan', { ...around(7), data: random(95).uniform(7, -1, 1) }, tf.tan],
  ['tanh', around(3, 5), tf.tanh],
  ['clip', around(3, 5), (x) => tf.clipByValue(x, -0.5, 0.75)],
  ['zeros and ones like', around(3), (x) => tf.add(tf.zerosLike(x), tf.onesLike(x))],
];

/** tfjs has no gradient for these, or it is zero everywhere. */
const flat = new Set(['ceil', 'floor', 'round', 'sign', 'step', 'zeros and ones like']);

const binaries: [string, (a: Tensor, b: Tensor) => Tensor][] = [
  ['add', tf.add],
  ['sub', tf.sub],
  ['multiply', tf.mul],
  ['divide', tf.div],
  ['squared difference', tf.squaredDifference],
];

const comparisons: [string, (a: Tensor, b: Tensor) => Tensor][] = [
  ['equal', tf.equal],
  ['not equal', tf.notEqual],
  ['greater', tf.greater],
  ['greater or equal', tf.greaterEqual],
  ['less', tf.less],
  ['less or equal', tf.lessEqual],
  ['maximum', tf.maximum],
  ['minimum', tf.minimum],
];

const four = (x: Tensor) => x as Tensor4D;

interface Convolution {
  image: [number, number, number, number];
  filter: [number, number];
  out: number;
  strides: [number, number];
  pad: 'same' | 'valid';
}

const convolutions: Convolution[] = [
  { image: [2, 5, 6, 3], filter: [3, 3], out: 4, strides: [1, 1], pad: 'same' },
  { image: [2, 5, 6, 3], filter: [3, 3], out: 4, strides: [1, 1], pad: 'valid' },
  { image: [2, 7, 6, 2], filter: [3, 2], out: 3, strides: [2, 2], pad: 'same' },
  { image: [1, 7, 8, 2], filter: [3, 3], out: 3, strides: [2, 3], pad: 'valid' },
  { image: [2, 7, 6, 3], filter: [2, 3], out: 2, strides: [3, 1], pad: 'same' },
  { image: [2, 4, 4, 3], filter: [1, 1], out: 2, strides: [1, 1], pad: 'same' },
  { image: [2, 6, 5, 1], filter: [5, 5], out: 8, strides: [1, 1], pad: 'same' },
  { image: [3, 4, 4, 8], filter: [2, 2], out: 16, strides: [2, 2], pad: 'valid' },
];

const dilated: (Convolution & { dilations: [number, number] })[] = [
  { image: [2, 6, 7, 2], filter: [3, 3], out: 3, strides: [1, 1], pad: 'valid', dilations: [2, 2] },
  { image: [2, 5, 6, 3], filter: [3, 2], out: 2, strides: [1, 1], pad: 'same', dilations: [2, 3] },
  { image: [1, 4, 6, 16], filter: [3, 3], out: 16, strides: [1, 1], pad: 'same', dilations: [1, 2] },
];

const spell = ({ image, filter, out, strides, pad }: Convolution) =>
  `[${image.join()}] by ${filter.join('x')}x${out}, strides ${strides.join()}, ${pad}`;

interface Pooling {
  image: [number, number, number, number];
  window: [number, number];
  strides: [number, number];
  pad: 'same' | 'valid';
}

const poolings: Pooling[] = [
  { image: [2, 4, 6, 3], window: [2, 2], strides: [2, 2], pad: 'valid' },
  { image: [2, 5, 7, 2], window: [2, 2], strides: [2, 2], pad: 'same' },
  { image: [2, 5, 5, 2], window: [3, 3], strides: [2, 2], pad: 'same' },
  { image: [2, 5, 5, 2], window: [3, 3], strides: [1, 1], pad: 'valid' },
  { image: [1, 7, 5, 3], window: [3, 2], strides: [2, 1], pad: 'same' },
  { image: [2, 5, 5, 2], window: [2, 2], strides: [3, 3], pad: 'valid' },
];

const spellPool = ({ image, window, strides, pad }: Pooling) =>
  `[${image.join()}], window ${window.join('x')}, strides ${strides.join()}, ${pad}`;

function makeCases(): KernelCase[] {
  return [
    ...unaries.map(([name, input, build]) => one(name, input, build)),
    ...unaries
      .filter(([name]) => !flat.has(name))
      .map(([name, input, build]) => slopes(name, [input], build)),
    one('tests for numbers', around(5), (x) => {
      const bad = tf.div(x, tf.relu(x));
      return [tf.isFinite(bad), tf.isInf(bad), tf.isNaN(bad), tf.logicalNot(tf.isNaN(bad))];
    }),
    one('casts', ties(3, 4), (x) => [
      tf.cast(x, 'int32'),
      tf.cast(x, 'bool'),
      tf.cast(tf.cast(x, 'bool'), 'float32'),
      tf.cast(tf.cast(x, 'int32'), 'float32'),
    ]),

    ...binaries.flatMap(([name, build]) => [
      two(`${name}, same shape`, around(3, 4), above(3, 4), build),
      two(`${name}, row`, around(3, 4), above(4), build),
      two(`${name}, column`, around(3, 1), above(3, 4), build),
      two(`${name}, both ways`, around(3, 1, 4), above(2, 1), build),
      two(`${name}, number`, around(3, 4), above(), build),
      slopes(`${name}, row`, [around(3, 4), above(4)], build),
      slopes(`${name}, both ways`, [around(3, 1, 4), above(2, 1)], build),
    ]),
    ...comparisons.map(([name, build]) => two(name, ties(3, 4), ties(4), build)),
    slopes('maximum', [ties(3, 4), ties(3, 4)], tf.maximum),
    slopes('minimum', [ties(3, 4), ties(3, 4)], tf.minimum),
    two('whole numbers', whole(-5, 9, 3, 4), whole(1, 5, 4), (a, b) => [
      tf.add(a, b),
      tf.sub(a, b),
      tf.mul(a, b),
      tf.floorDiv(a, b),
      tf.mod(a, b),
      tf.equal(a, b),
      tf.less(a, b),
      tf.maximum(a, b),
    ]),
    two('truth', truth(3, 4), truth(4), (a, b) => [
      tf.logicalAnd(a, b),
      tf.logicalOr(a, b),
      tf.logicalNot(a),
      tf.logicalXor(a, b),
    ]),
    two('mod', around(3, 4), above(4), tf.mod),
    two('atan2', around(3, 4), around(4), tf.atan2),
    two('pow', above(3, 4), around(4), tf.pow),
    one('pow of a negative number', around(7), (x) => tf.pow(x, tf.scalar(3))),
    slopes('pow', [above(3, 4), around(4)], tf.pow),
    slopes('square by pow', [around(7)], (x) => tf.pow(x as Tensor, tf.scalar(2))),
    two('prelu', around(2, 3, 4), above(4), tf.prelu),
    slopes('prelu', [around(2, 3, 4), above(4)], (x, alpha) => tf.prelu(x as Tensor, alpha as Tensor)),
    {
      name: 'where',
      inputs: [truth(3, 4), around(3, 4), around(4)],
      build: (condition, a, b) => tf.where(condition as Tensor, a as Tensor, b as Tensor),
    },
    {
      name: 'where along the first side',
      inputs: [truth(3), around(3, 4), around(3, 4)],
      build: (condition, a, b) => tf.where(tf.reshape(condition as Tensor, [3, 1]), a as Tensor, b as Tensor),
    },
    {
      name: 'addN',
      inputs: [around(3, 4), around(3, 4), around(3, 4)],
      build: (...xs) => tf.addN(xs),
    },

    ...(
      [
        ['sum', (x, axis, keep) => tf.sum(x, axis, keep)],
        ['mean', (x, axis, keep) => tf.mean(x, axis, keep)],
        ['max', (x, axis, keep) => tf.max(x, axis, keep)],
        ['min', (x, axis, keep) => tf.min(x, axis, keep)],
        ['prod', (x, axis, keep) => tf.prod(x, axis, keep)],
      ] as [string, (x: Tensor, axis?: number | number[], keep?: boolean) => Tensor][]
    ).flatMap(([name, build]) => [
      one(`${name}, all`, around(3, 4, 5), (x) => build(x)),
      one(`${name}, last`, around(3, 4, 5), (x) => build(x, -1)),
      one(`${name}, first and last`, around(3, 4, 5), (x) => build(x, [0, 2])),
      one(`${name}, middle, kept`, around(3, 4, 5), (x) => build(x, 1, true)),
      ...(name === 'prod'
        ? []
        : [slopes(`${name}, middle`, [around(3, 4, 5)], (x) => build(x as Tensor, 1))]),
      ...(name === 'prod' ? [] : [slopes(`${name}, all`, [around(3, 4)], (x) => build(x as Tensor))]),
    ]),
    one('sum of whole numbers', whole(-5, 9, 3, 4), (x) => tf.sum(x, 1)),
    one('sum of truth', truth(3, 4), (x) => tf.sum(x, 1)),
    slopes('max with ties', [ties(3, 5)], (x) => tf.max(x as Tensor, 1)),
    one('all and any', truth(3, 4), (x) => [tf.all(x, 1), tf.any(x, 0)]),
    one('argmax and argmin', ties(3, 6), (x) => [tf.argMax(x, -1), tf.argMin(x, 0)]),
    one('cumulative', around(3, 4), (x) => [
      tf.cumsum(x, 1),
      tf.cumsum(x, 0, true, true),
      tf.cumprod(x, 1),
      tf.cumprod(x, 1, true, true),
    ]),
    slopes('prod, last', [around(3, 4)], (x) => tf.prod(x as Tensor, 1)),
    slopes('prod, first', [around(3, 4)], (x) => tf.prod(x as Tensor, 0)),
    one('softmax', around(3, 5), (x) => tf.softmax(x)),
    slopes('softmax', [around(3, 5)], (x) => tf.softmax(x as Tensor)),
    one('log softmax', around(3, 5), (x) => tf.logSoftmax(x)),
    slopes('log softmax', [around(3, 5)], (x) => tf.logSoftmax(x as Tensor)),
    slopes('logsumexp', [around(3, 5)], (x) => tf.logSumExp(x as Tensor, 1)),
    one('top k', around(3, 7), (x) => {
      const { values, indices } = tf.topk(x, 3);
      return [values, indices];
    }),
    one('moments', around(4, 3), (x) => {
      const { mean, variance } = tf.moments(x, 0);
      return [mean, variance];
    }),

    one('reshape', around(3, 4), (x) => tf.reshape(x, [2, -1])),
    one('expand and squeeze', around(3, 1, 4), (x) => [tf.expandDims(x, -1), tf.squeeze(x)]),
    one('transpose', around(2, 3, 4), (x) => [tf.transpose(x, [2, 0, 1]), tf.transpose(x)]),
    slopes('transpose', [around(2, 3, 4)], (x) => tf.transpose(x as Tensor, [1, 2, 0])),
    one('tile', around(2, 3), (x) => tf.tile(x, [2, 3])),
    slopes('tile', [around(2, 3)], (x) => tf.tile(x as Tensor, [2, 3])),
    one('broadcast', around(3, 1), (x) => tf.broadcastTo(x, [2, 3, 4])),
    one('reverse', around(2, 3, 4), (x) => [tf.reverse(x, [0, 2]), tf.reverse(x, -1)]),
    one('slice', around(4, 5), (x) => [tf.slice(x, [1, 2], [2, 3]), tf.slice(x, [2], [-1])]),
    slopes('slice', [around(4, 5)], (x) => tf.slice(x as Tensor, [1, 2], [2, 3])),
    two('concat', around(2, 3), around(2, 4), (a, b) => tf.concat([a, b], 1)),
    two('concat, first side', whole(0, 5, 2, 3), whole(0, 5, 1, 3), (a, b) => tf.concat([a, b], 0)),
    slopes('concat', [around(2, 3), around(2, 4)], (a, b) => tf.concat([a as Tensor, b as Tensor], -1)),
    two('stack', around(2, 3), around(2, 3), (a, b) => [tf.stack([a, b], 1), tf.stack([a, b], 0)]),
    slopes('stack', [around(2, 3), around(2, 3)], (a, b) => tf.stack([a as Tensor, b as Tensor], -1)),
    one('unstack and split', around(4, 3), (x) => [
      ...tf.unstack(x, 1),
      ...tf.split(x, [1, 3], 0),
      ...tf.split(x, 2),
    ]),
    one('pad', around(2, 3), (x) => [
      tf.pad(x as Tensor2D, [
        [1, 0],
        [2, 1],
      ]),
      tf.pad(
        x as Tensor2D,
        [
          [0, 1],
          [1, 1],
        ],
        7,
      ),
    ]),
    one('mirror pad', around(3, 4), (x) => [
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [2, 1],
        ],
        'reflect',
      ),
      tf.mirrorPad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        'symmetric',
      ),
    ]),
    slopes('pad', [around(2, 3)], (x) =>
      tf.pad(x as Tensor2D, [
        [1, 0],
        [2, 1],
      ]),
    ),
    two('gather', around(5, 3), whole(0, 5, 4), (x, at) => [tf.gather(x, at as Tensor1D)]),
    two('gather, two sides of indices', around(5, 3), whole(0, 5, 2, 3), (x, at) =>
      tf.gather(x, at as Tensor1D),
    ),
    two('gather along the last side', around(2, 5), whole(0, 5, 3), (x, at) =>
      tf.gather(x, at as Tensor1D, 1),
    ),
    slopes('gather', [around(5, 3), whole(0, 5, 2, 3)], (x, at) => tf.gather(x as Tensor, at as Tensor1D), 1),
    one('one hot', whole(0, 4, 3), (x) => [tf.oneHot(x, 5), tf.oneHot(x, 4, 0.9, 0.1, 'float32')]),
    one('fills and ranges', around(3), (x) => [
      tf.fill([2, 3], 0.5),
      tf.zeros([3]),
      tf.ones([2, 2]),
      tf.range(0, 5),
      tf.range(2, 9, 3, 'int32'),
      tf.linspace(0, 1, 5),
      tf.add(x, tf.fill([2, 3], 2)),
      tf.eye(3),
    ]),

    two('matrix product', around(3, 4), around(4, 5), (a, b) => tf.matMul(a, b)),
    two('matrix product, left turned', around(4, 3), around(4, 5), (a, b) => tf.matMul(a, b, true)),
    two('matrix product, right turned', around(3, 4), around(5, 4), (a, b) => tf.matMul(a, b, false, true)),
    two('matrix product, both turned', around(4, 3), around(5, 4), (a, b) => tf.matMul(a, b, true, true)),
    two('matrix products', around(2, 3, 4), around(2, 4, 5), (a, b) => tf.matMul(a, b)),
    two('matrix products, one for all', around(2, 3, 4), around(1, 4, 5), (a, b) => tf.matMul(a, b)),
    ...(
      [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const
    ).map(([turnA, turnB]) =>
      slopes(
        `matrix product ${turnA} ${turnB}`,
        [around(...(turnA ? [4, 3] : [3, 4])), around(...(turnB ? [5, 4] : [4, 5]))],
        (a, b) => tf.matMul(a as Tensor, b as Tensor, turnA, turnB),
      ),
    ),
    {
      name: 'fused dense',
      inputs: [around(3, 4), around(4, 5), around(5)],
      build: (x, kernel, bias) =>
        (['linear', 'relu', 'sigmoid', 'elu', 'relu6'] as const).map((activation) =>
          tf.fused.matMul({ a: x as Tensor2D, b: kernel as Tensor2D, bias: bias as Tensor, activation }),
        ),
    },
    {
      name: 'fused convolutions',
      inputs: [around(2, 5, 5, 2), around(3, 3, 2, 3), around(3), around(3, 3, 2, 1), around(2)],
      build: (x, filter, bias, depth, other) => [
        tf.fused.conv2d({
          x: four(x as Tensor),
          filter: four(filter as Tensor),
          strides: 1,
          pad: 'same',
          bias: bias as Tensor,
          activation: 'relu',
        }),
        tf.fused.depthwiseConv2d({
          x: four(x as Tensor),
          filter: four(depth as Tensor),
          strides: 1,
          pad: 'valid',
          bias: other as Tensor,
          activation: 'leakyrelu',
          leakyreluAlpha: 0.3,
        }),
      ],
    },
    {
      name: 'fused batch normalization',
      inputs: [around(2, 3, 3, 4), around(4), above(4), above(4), around(4)],
      build: (x, mean, variance, scale, offset) => [
        tf.batchNorm(
          x as Tensor,
          mean as Tensor1D,
          variance as Tensor1D,
          offset as Tensor1D,
          scale as Tensor1D,
          1e-3,
        ),
        tf.batchNorm(x as Tensor, mean as Tensor1D, variance as Tensor1D),
      ],
    },

    ...convolutions.map((c) =>
      two(
        `convolution ${spell(c)}`,
        around(...c.image),
        around(...c.filter, c.image[3], c.out),
        (x, filter) => tf.conv2d(four(x), four(filter), c.strides, c.pad),
      ),
    ),
    two('convolution with gaps', around(2, 7, 7, 2), around(3, 3, 2, 3), (x, filter) => [
      tf.conv2d(four(x), four(filter), 1, 'same', 'NHWC', [2, 2]),
      tf.conv2d(four(x), four(filter), 1, 'valid', 'NHWC', [2, 1]),
    ]),
    ...dilated.flatMap((c) => [
      slopes(
        `convolution ${spell(c)}, dilations ${c.dilations.join()}`,
        [around(...c.image), around(...c.filter, c.image[3], c.out)],
        (x, filter) =>
          tf.conv2d(four(x as Tensor), four(filter as Tensor), c.strides, c.pad, 'NHWC', c.dilations),
      ),
      slopes(
        `depthwise convolution ${spell(c)}, dilations ${c.dilations.join()}`,
        [around(...c.image), around(...c.filter, c.image[3], 2)],
        (x, filter) =>
          tf.depthwiseConv2d(
            four(x as Tensor),
            four(filter as Tensor),
            c.strides,
            c.pad,
            'NHWC',
            c.dilations,
          ),
      ),
    ]),
    ...convolutions.map((c) =>
      slopes(
        `convolution ${spell(c)}`,
        [around(...c.image), around(...c.filter, c.image[3], c.out)],
        (x, filter) => tf.conv2d(four(x as Tensor), four(filter as Tensor), c.strides, c.pad),
      ),
    ),
    ...convolutions.map((c) => {
      const [batch, height, width, channels] = c.image;
      const outputs: [number, number, number, number] =
        c.pad === 'same'
          ? [batch, height * c.strides[0], width * c.strides[1], c.out]
          : [
              batch,
              (height - 1) * c.strides[0] + c.filter[0],
              (width - 1) * c.strides[1] + c.filter[1],
              c.out,
            ];
      return slopes(
        `transposed convolution ${spell(c)}`,
        [around(...c.image), around(...c.filter, c.out, channels)],
        (x, filter) =>
          tf.conv2dTranspose(four(x as Tensor), four(filter as Tensor), outputs, c.strides, c.pad),
      );
    }),
    ...convolutions.map((c) =>
      slopes(
        `depthwise convolution ${spell(c)}`,
        [around(...c.image), around(...c.filter, c.image[3], 2)],
        (x, filter) => tf.depthwiseConv2d(four(x as Tensor), four(filter as Tensor), c.strides, c.pad),
      ),
    ),
    slopes(
      'separable convolution',
      [around(2, 5, 5, 3), around(3, 3, 3, 2), around(1, 1, 6, 4)],
      (x, depth, point) =>
        tf.separableConv2d(four(x as Tensor), four(depth as Tensor), four(point as Tensor), 1, 'same'),
    ),
    slopes('convolution along a line', [around(2, 9, 3), around(3, 3, 4)], (x, filter) =>
      tf.conv1d(x as Tensor3D, filter as Tensor3D, 2, 'same'),
    ),

    ...poolings.flatMap((p) => [
      one(`max pool ${spellPool(p)}`, around(...p.image), (x) =>
        tf.maxPool(four(x), p.window, p.strides, p.pad),
      ),
      one(`average pool ${spellPool(p)}`, around(...p.image), (x) =>
        tf.avgPool(four(x), p.window, p.strides, p.pad),
      ),
      slopes(`max pool ${spellPool(p)}`, [around(...p.image)], (x) =>
        tf.maxPool(four(x as Tensor), p.window, p.strides, p.pad),
      ),
      slopes(`max pool with ties ${spellPool(p)}`, [ties(...p.image)], (x) =>
        tf.maxPool(four(x as Tensor), p.window, p.strides, p.pad),
      ),
      slopes(`average pool ${spellPool(p)}`, [around(...p.image)], (x) =>
        tf.avgPool(four(x as Tensor), p.window, p.strides, p.pad),
      ),
    ]),
    ...(
      [
        [4, 6],
        [6, 9],
        [2, 5],
      ] as [number, number][]
    ).flatMap((to) => [
      one(`nearest neighbours to ${to.join('x')}`, around(2, 2, 3, 2), (x) =>
        tf.image.resizeNearestNeighbor(four(x), to),
      ),
      one(`bilinear to ${to.join('x')}`, around(2, 2, 3, 2), (x) => tf.image.resizeBilinear(four(x), to)),
      slopes(`nearest neighbours to ${to.join('x')}`, [around(2, 2, 3, 2)], (x) =>
        tf.image.resizeNearestNeighbor(four(x as Tensor), to),
      ),
      slopes(`bilinear to ${to.join('x')}`, [around(2, 2, 3, 2)], (x) =>
        tf.image.resizeBilinear(four(x as Tensor), to),
      ),
    ]),
    // Libraries that index by coordinates often end at four sides.
    ...[
      [2, 1, 3, 2, 2],
      [2, 1, 2, 2, 1, 3],
    ].flatMap((sides) => {
      const rank = sides.length;
      const of = (name: string) => `${name}, ${rank} sides`;
      const each = <T>(value: (axis: number) => T): T[] => sides.map((_, axis) => value(axis));
      return [
        {
          name: of('where'),
          inputs: [truth(...sides), around(...sides), around(...sides)],
          build: (condition: Tensor, a: Tensor, b: Tensor) => tf.where(condition, a, b),
        },
        two(
          of('add, spread'),
          around(...sides),
          around(...each((axis) => (axis % 2 ? 1 : sides[axis]!))),
          tf.add,
        ),
        two(of('multiply, spread from the last'), around(...sides), around(sides.at(-1)!), tf.mul),
        one(of('sigmoid'), around(...sides), tf.sigmoid),
        one(of('tile'), around(...sides), (x) =>
          tf.tile(
            x,
            each((axis) => 1 + (axis % 3)),
          ),
        ),
        one(of('slice'), around(...sides), (x) =>
          tf.slice(
            x,
            each((axis) => (axis === 2 ? 1 : 0)),
            each((axis) => (axis === 2 ? 1 : sides[axis]!)),
          ),
        ),
        one(of('pad'), around(...sides), (x) =>
          tf.pad(
            x,
            each((axis): [number, number] => [axis % 2, 1]),
            0.5,
          ),
        ),
        one(of('transpose'), around(...sides), (x) =>
          tf.transpose(
            x,
            each((axis) => rank - 1 - axis),
          ),
        ),
        two(of('concat'), around(...sides), around(...sides), (a, b) => tf.concat([a, b], 2)),
        one(of('split'), around(...sides), (x) => tf.split(x, 2, 3)),
        one(of('sum over some'), around(...sides), (x) => tf.sum(x, [0, 3])),
        one(of('mean over the middle, kept'), around(...sides), (x) => tf.mean(x, [1, 2], true)),
        one(of('max over the last'), around(...sides), (x) => tf.max(x, -1)),
        slopes(of('sum of products'), [around(...sides), around(sides.at(-1)!)], (a, b) =>
          tf.sum(tf.mul(a as Tensor, b as Tensor), [1, 2]),
        ),
      ];
    }),
  ];
}

export const kernelCases: readonly KernelCase[] = makeCases();
