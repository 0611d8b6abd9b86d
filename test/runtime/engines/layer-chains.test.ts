/**
 * Compares the engines with the reference (tfjs) on chains of convolutions, pooling and upsampling, shape by shape.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tfjsEngine } from '../../../src/runtime/engines/index.js';
import type { ResolvedArguments } from '../../../src/vocabulary/index.js';
import { engines } from '../../support/engines-under-test.js';
import { fits, givenFor, spell, stepOf, train, type Chain, type Link, type Trained } from './layer-chains.js';
import { rounds, roundsSeed, roundsTimeout } from '../../support/rounds.js';

/** Largest difference, relative to the largest element. */
function distance(is: Float32Array, should: Float32Array): number {
  let [most, apart] = [1e-6, is.length === should.length ? 0 : Infinity];
  should.forEach((one, at) => {
    most = Math.max(most, Math.abs(one));
    const difference = Math.abs((is[at] as number) - one);
    apart = Math.max(apart, Number.isNaN(difference) ? Infinity : difference);
  });
  return apart / most;
}

function differences(is: Trained, should: Trained): string[] {
  const found: string[] = [];
  should.losses.forEach((loss, step) => {
    const apart = Math.abs((is.losses[step] as number) - loss) / Math.max(1, Math.abs(loss));
    // NaN differs from everything.
    if (!(apart < 1e-4)) found.push(`loss of step ${step}: ${is.losses[step]}, not ${loss}`);
  });
  for (const [what, limit] of [
    ['gradients', 1e-4],
    ['weights', 1e-3],
  ] as const) {
    expect([...is[what].keys()].sort()).toEqual([...should[what].keys()].sort());
    for (const [name, data] of should[what]) {
      const apart = distance(is[what].get(name) as Float32Array, data);
      if (!(apart < limit)) found.push(`${what} ${name}: ${apart.toExponential(1)} apart`);
    }
  }
  return found;
}

async function same(chain: Chain): Promise<void> {
  const program = stepOf(chain);
  const given = givenFor(program, chain);
  // Sums stay exact until the first update.
  const steps = chain.exact ? 1 : 3;
  const should = await train(tfjsEngine(), program, given, steps);
  const found: Record<string, string[]> = {};
  for (const [name, engine] of engines) {
    const different = differences(await train(engine, program, given, steps), should);
    if (different.length > 0) found[name] = different;
  }
  expect(found, spell(chain)).toEqual({});
}

const conv = (filters: number, kernel_size: number | number[], more: ResolvedArguments = {}): Link => [
  'Conv2D',
  { filters, kernel_size, padding: 'same', ...more },
];
const back = (filters: number, kernel_size: number | number[], more: ResolvedArguments = {}): Link => [
  'Conv2DTranspose',
  { filters, kernel_size, padding: 'same', ...more },
];
const pool = (pool_size: number | number[], strides: number | number[] | null, padding: string): Link => [
  'MaxPooling2D',
  { pool_size, strides, padding },
];
const up = (size: number | number[] = 2): Link => ['UpSampling2D', { size }];
const leaky = (negative_slope = 0.25): Link => ['LeakyReLU', { negative_slope }];
const half: Link = ['Dropout', { rate: 0.5 }];

const of = (input: readonly number[], batch: number, ...layers: Link[]): Chain => ({ input, batch, layers });

const pools: Link[] = [
  pool(2, null, 'valid'),
  pool(2, null, 'same'),
  pool(3, 2, 'valid'),
  pool(3, 2, 'same'),
  pool(3, 1, 'same'),
  pool(2, 1, 'valid'),
  pool([2, 1], null, 'valid'),
  pool([1, 3], [1, 2], 'same'),
  pool(2, 3, 'valid'),
];

const pooled: Chain[] = pools.flatMap((window, at) => [
  of([8, 7, 16], 2, conv(16, 3), leaky(), window, half, conv(16, 3)),
  of([7, 8, 3], 3, conv(at % 2 === 0 ? 32 : 20, 3, { activation: 'relu' }), window, conv(3, 3)),
  of([8, 8, 16], 2, conv(16, 3), window, leaky(), conv(16, 3)),
]);

const activated: Chain[] = [
  of([8, 8, 3], 2, conv(16, 3), pool(2, null, 'valid'), conv(16, 3)),
  of([8, 8, 3], 2, conv(16, 3, { activation: 'elu' }), pool(2, null, 'valid'), half, conv(16, 3)),
  of([8, 8, 3], 2, conv(16, 3), ['ELU'], pool(3, 2, 'same'), conv(3, 3)),
  of([8, 8, 3], 2, conv(16, 3), ['ReLU'], half, pool(2, null, 'valid'), conv(16, 1)),
  of([8, 8, 3], 2, conv(16, 3, { use_bias: false }), leaky(), pool(2, null, 'valid'), conv(32, 3)),
  of([8, 8, 3], 2, conv(16, 3), leaky(), half, pool(2, null, 'valid'), half, conv(16, 3)),
  of([8, 8, 3], 5, conv(16, 3, { activation: 'tanh' }), pool(2, null, 'valid'), conv(16, 3)),
  of([9, 9, 3], 2, conv(16, 3), leaky(), pool(2, null, 'valid'), conv(16, 3), leaky(), pool(2, null, 'same')),
  of(
    [8, 8, 1],
    2,
    conv(16, 3, { activation: 'relu' }),
    pool(2, null, 'valid'),
    ['Flatten'],
    ['Dense', { units: 5 }],
  ),
  of([8, 8, 16], 2, conv(16, 3), ['AveragePooling2D', { pool_size: 2 }], leaky(), conv(16, 3)),
  of(
    [7, 7, 16],
    2,
    conv(20, 3),
    leaky(),
    ['AveragePooling2D', { pool_size: 3, strides: 2, padding: 'same' }],
    conv(16, 3),
  ),
  // The same values both pooled and read by other kernels.
  of([8, 8, 16], 2, pool(2, null, 'valid'), conv(16, 3)),
  of([8, 8, 16], 2, conv(16, 3), leaky(), pool(2, null, 'valid'), pool(2, null, 'valid'), conv(16, 3)),
];

const enlarged: Chain[] = [
  ...[1, 2, 3, 4, 5].flatMap((kernel) => [
    of([3, 4, 16], 2, conv(16, 3, { activation: 'relu' }), up(), conv(32, kernel, { activation: 'relu' })),
    of([4, 3, 16], 2, conv(16, 3), up(), back(16, kernel), leaky()),
    of([3, 3, 16], 2, conv(32, 3), up(), back(1, kernel, { activation: 'sigmoid' })),
    of([3, 3, 16], 2, conv(20, 3), up(), conv(3, kernel, { activation: 'sigmoid', padding: 'valid' })),
    of([3, 4, 16], 2, conv(16, 3), up(), back(20, kernel, { padding: 'valid', use_bias: false })),
  ]),
  ...[[2, 1], [1, 2], 3, [3, 2], 4].flatMap((size) => [
    of([3, 3, 16], 2, conv(16, 3), up(size), back(16, 3, { activation: 'relu' })),
    of([3, 3, 16], 3, conv(16, 3), up(size), conv(3, 3, { activation: 'sigmoid' })),
    of([3, 3, 20], 2, conv(20, 3), leaky(), up(size), conv(32, [2, 3], { padding: 'valid' })),
  ]),
  of([3, 3, 16], 2, conv(16, 3), up(), up(), back(16, 3)),
  of([3, 3, 16], 2, conv(16, 3), up(), leaky(), back(16, 3)),
  of([3, 3, 16], 2, conv(16, 3), up(), half, back(16, 3)),
  of([3, 3, 16], 2, conv(16, 3), up(), pool(2, null, 'valid'), conv(16, 3)),
  of([3, 3, 16], 2, conv(16, 3), up(), back(16, 3, { strides: 2 })),
  of([3, 3, 16], 2, conv(16, 3), up(), conv(16, 3, { strides: 2 })),
  // No gradient of the input is needed.
  of([3, 3, 16], 2, up(), back(16, 3)),
  of([3, 3, 3], 2, up(), conv(16, 3)),
  of(
    [12],
    3,
    ['Dense', { units: 64, activation: 'relu' }],
    ['Reshape', { target_shape: [2, 2, 16] }],
    up(),
    back(16, 3),
    leaky(),
    up(),
    back(1, 3, { activation: 'sigmoid' }),
  ),
];

/** Biases of keys have a gradient of rounding errors alone: attention stays as it is. */
const series: Chain[] = [
  of([5, 3], 3, ['SimpleRNN', { units: 4, return_sequences: true }], ['GRU', { units: 3 }]),
  of([4, 3], 2, ['LSTM', { units: 16, return_sequences: true, go_backwards: true }], ['LSTM', { units: 3 }]),
  of([4, 16], 2, ['GRU', { units: 3, reset_after: false, return_sequences: true }], ['Flatten']),
  of([1, 3], 2, ['GRU', { units: 3, use_bias: false }]),
  of([6, 4], 2, ['Bidirectional', { LSTM: { units: 3, return_sequences: true } }], ['Dense', { units: 2 }]),
  of(
    [3, 6, 6, 2],
    2,
    ['ConvLSTM2D', { filters: 16, kernel_size: 3, padding: 'same', dropout: 0.2, return_sequences: true }],
    ['ConvLSTM2D', { filters: 3, kernel_size: 2, strides: 2 }],
    ['LayerNormalization', { axis: [1, 2] }],
  ),
  of(
    [4, 7, 2],
    2,
    ['ConvLSTM1D', { filters: 3, kernel_size: 3, recurrent_dropout: 0.2 }],
    ['LayerNormalization', { axis: 1 }],
    ['Softmax', { axis: 1 }],
  ),
  of(
    [2, 3, 5, 4, 2],
    2,
    ['ConvLSTM3D', { filters: 3, kernel_size: 2, strides: [1, 2, 1], recurrent_dropout: 0.2 }],
    ['Flatten'],
  ),
  of([3, 6, 6, 2], 2, ['TimeDistributed', { Conv2D: { filters: 16, kernel_size: 3 } }]),
  of(
    [6, 8],
    3,
    ['MultiHeadAttention', { num_heads: 2, key_dim: 4, use_causal_mask: true, use_bias: false }],
    ['LayerNormalization'],
    ['Attention'],
  ),
  of([4, 3], 2, ['Attention', { score_mode: 'concat' }], ['Dense', { units: 2 }]),
  of(
    [5, 3],
    2,
    ['PositionEmbedding'],
    ['MultiHeadAttention', { num_heads: 3, key_dim: 2, value_dim: 5, use_bias: false }],
  ),
  of([5, 3], 2, ['Rescaling', { scale: 3 }], ['Embedding', { input_dim: 7, output_dim: 4 }]),
  // A table of so many vectors that its gradient is scattered.
  of([40], 8, ['Rescaling', { scale: 3 }], ['Embedding', { input_dim: 4000, output_dim: 2 }], ['Flatten']),
];

const volumes: Chain[] = [
  of(
    [4, 5, 4, 2],
    2,
    ['Conv3D', { filters: 4, kernel_size: 3, padding: 'same', activation: 'relu' }],
    ['MaxPooling3D', { pool_size: 2, padding: 'same' }],
    ['Conv3DTranspose', { filters: 2, kernel_size: 3, strides: 2, padding: 'same' }],
  ),
  of(
    [5, 4, 4, 3],
    2,
    ['ZeroPadding3D'],
    ['Conv3D', { filters: 16, kernel_size: 2, strides: 2 }],
    ['UpSampling3D'],
    ['AveragePooling3D', { pool_size: [1, 2, 2] }],
    ['Cropping3D'],
    ['GlobalAveragePooling3D'],
  ),
];

const others: Chain[] = [
  // Images of one pixel, whose channels have the same memory order in every layout.
  of([1, 1, 16], 2, conv(16, 1), conv(1, 1, { strides: 2 })),
  of([4, 4, 16], 1, conv(16, 1), pool(4, null, 'valid'), leaky(), conv(16, 1)),
  of([1, 1, 16], 2, conv(16, 1), ['DepthwiseConv2D', { kernel_size: 1 }], conv(16, 1)),
  of([9, 8, 3], 2, conv(16, 3, { strides: 2 }), leaky(), conv(16, 3, { strides: 2, activation: 'relu' })),
  of([9, 8, 16], 2, conv(16, 3, { strides: [2, 1], padding: 'valid' }), conv(16, [1, 3])),
  of([8, 8, 16], 2, conv(16, 5, { padding: 'valid' }), leaky(), conv(32, 1)),
  of([7, 7, 16], 2, conv(16, 2), leaky(), conv(16, 4)),
  of([4, 4, 16], 2, back(16, 3, { strides: 2 }), leaky(), back(3, 3, { strides: 2, activation: 'sigmoid' })),
  of([4, 4, 16], 2, conv(16, 3), back(16, 2, { strides: 2, padding: 'valid' }), ['ReLU'], conv(16, 3)),
  of([8, 7, 3], 2, ['DepthwiseConv2D', { kernel_size: 3, padding: 'same' }], leaky(), conv(16, 1)),
  of(
    [8, 7, 16],
    2,
    conv(16, 3),
    ['DepthwiseConv2D', { kernel_size: 3, padding: 'same' }],
    leaky(),
    conv(16, 1),
  ),
  of(
    [8, 7, 16],
    2,
    conv(16, 3),
    ['DepthwiseConv2D', { kernel_size: 3, strides: 2, depth_multiplier: 2 }],
    pool(2, null, 'valid'),
  ),
  of(
    [12, 16],
    3,
    ['Conv1D', { filters: 16, kernel_size: 3, padding: 'same' }],
    leaky(),
    ['MaxPooling1D'],
    half,
    ['Conv1D', { filters: 32, kernel_size: 4, padding: 'same' }],
  ),
  of(
    [12, 3],
    3,
    ['Conv1D', { filters: 20, kernel_size: 5, strides: 2 }],
    ['ReLU'],
    ['MaxPooling1D', { pool_size: 3, strides: 2, padding: 'same' }],
    ['Conv1D', { filters: 16, kernel_size: 1 }],
  ),
];

const normalized: Chain[] = [
  of([4, 4, 16], 2, conv(16, 1), ['LayerNormalization']),
  of([4, 4, 1], 2, conv(32, 3), leaky(), ['LayerNormalization'], pool(2, null, 'valid'), conv(16, 3)),
  of([4, 4, 3], 2, conv(20, 3, { strides: 2 }), ['LayerNormalization'], ['Flatten'], ['Dense', { units: 3 }]),
];

const dilated: Chain[] = [
  of(
    [9, 8, 3],
    2,
    conv(16, 3, { dilation_rate: 2 }),
    leaky(),
    conv(16, 3, { dilation_rate: 2, padding: 'valid' }),
  ),
  of(
    [8, 9, 16],
    2,
    conv(16, 3, { activation: 'relu' }),
    pool(2, null, 'valid'),
    conv(3, [2, 3], { dilation_rate: [3, 1] }),
  ),
  of([4, 4, 16], 2, conv(16, 3), up(), conv(32, 3, { dilation_rate: [1, 2] }), leaky()),
  of([1, 1, 16], 2, conv(16, 1), conv(16, 3, { dilation_rate: 2 })),
  of([12, 3], 3, ['Conv1D', { filters: 16, kernel_size: 3, padding: 'same', dilation_rate: 2 }], leaky(), [
    'Conv1D',
    { filters: 20, kernel_size: 2, dilation_rate: 4 },
  ]),
  of(
    [8, 7, 16],
    2,
    conv(16, 3),
    ['DepthwiseConv2D', { kernel_size: 3, dilation_rate: 2, depth_multiplier: 2 }],
    conv(16, 1),
  ),
];

/** Sums of such numbers are exact, so that later kernels have the same ties as the reference. */
const linear = (chain: Chain): boolean =>
  !chain.layers.some(
    ([word, args]) =>
      word === 'ELU' ||
      word === 'AveragePooling2D' ||
      ['elu', 'tanh', 'sigmoid'].includes(String(args?.activation)),
  );

const listed = [
  ...pooled,
  ...activated,
  ...enlarged,
  ...series,
  ...volumes,
  ...others,
  ...normalized,
  ...dilated,
];
const exact = [...pooled, ...activated].filter(linear).map((chain): Chain => ({ ...chain, exact: true }));

const named = (chains: readonly Chain[]) => chains.map((chain): [string, Chain] => [spell(chain), chain]);

describe('both forms of the onnx engine take the steps of the oracle', () => {
  it.each(named(listed))('%s', (_, chain) => same(chain));

  it.each(named(exact))('%s', (_, chain) => same(chain));
});

const channels = fc.constantFrom(1, 3, 16, 20, 32);
const kernel = fc.integer({ min: 1, max: 5 });
const padding = fc.constantFrom('same', 'valid');
const one = <T>(...values: T[]) => fc.constantFrom(...values);

const convolution: fc.Arbitrary<Link> = fc
  .record({
    word: one('Conv2D', 'Conv2D', 'Conv2DTranspose'),
    filters: channels,
    kernel_size: fc.oneof(kernel, fc.tuple(kernel, kernel)),
    padding,
    strides: one(1, 1, 1, 2),
    activation: one('linear', 'relu', 'elu', 'sigmoid'),
    use_bias: fc.boolean(),
  })
  .map(({ word, ...args }) => [word, args]);

const withGaps: fc.Arbitrary<Link> = fc
  .record({
    filters: channels,
    kernel_size: kernel,
    padding,
    dilation_rate: one<number | number[]>(2, [1, 2], [3, 2]),
  })
  .map((args) => ['Conv2D', args]);

const depthwise: fc.Arbitrary<Link> = fc
  .record({
    kernel_size: kernel,
    padding,
    strides: one(1, 2),
    depth_multiplier: one(1, 2),
    use_bias: fc.boolean(),
  })
  .map((args) => ['DepthwiseConv2D', args]);

const simple: fc.Arbitrary<Link> = one<Link>(leaky(), leaky(0.3), ['ReLU'], ['ELU'], half, [
  'Dropout',
  { rate: 0.2 },
]);
const window: fc.Arbitrary<Link> = one(...pools);
const enlargement: fc.Arbitrary<Link> = one(up(), up(), up([2, 1]), up(3));

const layersOf: fc.Arbitrary<Link[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.tuple(convolution) },
      { weight: 3, arbitrary: fc.tuple(convolution, simple, window) },
      { weight: 3, arbitrary: fc.tuple(enlargement, convolution) },
      { weight: 1, arbitrary: fc.tuple(depthwise) },
      { weight: 1, arbitrary: fc.tuple(withGaps) },
      { weight: 2, arbitrary: fc.tuple(simple) },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .chain((groups) => convolution.map((last) => [...groups.flat(), last]));

const side = fc.integer({ min: 3, max: 8 });

const drawn: fc.Arbitrary<Chain> = fc
  .record({
    input: fc.tuple(side, side, channels).map((shape): readonly number[] => shape),
    batch: fc.integer({ min: 1, max: 5 }),
    layers: layersOf,
  })
  .filter(fits);

describe('chains that nobody thought of', () => {
  it(
    'take the steps of the oracle as well',
    async () => {
      await fc.assert(fc.asyncProperty(drawn, same), { numRuns: rounds(12), seed: roundsSeed(4) });
    },
    roundsTimeout(600_000),
  );
});
