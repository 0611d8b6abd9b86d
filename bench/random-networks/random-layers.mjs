/**
 * Random arguments for every layer of the vocabulary: odd sizes, both paddings, dilations, strides, every activation.
 */

const ACTIVATIONS = [
  ...['linear', 'relu', 'relu6', 'elu', 'selu', 'sigmoid', 'tanh', 'softmax', 'log_softmax'],
  ...[
    'softplus',
    'softsign',
    'silu',
    'gelu',
    'mish',
    'log_sigmoid',
    'hard_sigmoid',
    'hard_silu',
    'hard_tanh',
  ],
  ...['tanh_shrink', 'soft_shrink', 'squareplus', 'sparse_plus', 'sparse_sigmoid', 'leaky_relu'],
];

const KERNELS = [
  ...['glorot_uniform', 'glorot_normal', 'he_normal', 'he_uniform', 'lecun_normal', 'lecun_uniform'],
  ...['orthogonal', 'variance_scaling'],
  { random_normal: { mean: 0.01, stddev: 0.3 } },
  { truncated_normal: { stddev: 0.3 } },
  { random_uniform: { minval: -0.4, maxval: 0.5 } },
];

/** No zero initializers: a zero would hide errors of what is added. */
const BIASES = [{ random_normal: { stddev: 0.2 } }, { random_uniform: { minval: -0.3, maxval: 0.3 } }];
const SCALES = [
  { random_uniform: { minval: 0.5, maxval: 1.5 } },
  { random_normal: { mean: 1, stddev: 0.2 } },
];

const round = (number) => Math.round(number * 1000) / 1000;
const padding = (chance) => chance.pick(['same', 'valid']);
/** Channel counts that fill blocks of the blocked layout, and others. */
export const filters = (chance) =>
  chance.weighted([
    [1, 8],
    [2, 16],
    [5, chance.whole(1, 16)],
  ]);
const activation = (chance) => (chance.maybe(0.4) ? 'linear' : chance.pick(ACTIVATIONS));
const sides = (chance, most) =>
  chance.maybe(0.5) ? chance.whole(1, most) : [chance.whole(1, most), chance.whole(1, most)];

const kernel = (chance, name = 'kernel') => ({
  [`${name}_initializer`]: chance.pick(KERNELS),
  bias_initializer: chance.pick(BIASES),
  use_bias: chance.maybe(0.85),
  activation: activation(chance),
  ...(chance.maybe(0.15) ? { [`${name}_regularizer`]: chance.pick(REGULARIZERS) } : {}),
  ...(chance.maybe(0.1) ? { bias_regularizer: { L2: 0.1 } } : {}),
  ...(chance.maybe(0.15) ? { [`${name}_constraint`]: chance.pick(CONSTRAINTS) } : {}),
});

const REGULARIZERS = [{ L1: 0.001 }, { L2: 0.02 }, { L1L2: { l1: 0.001, l2: 0.01 } }];
const CONSTRAINTS = [
  { MaxNorm: 0.8 },
  { MinMaxNorm: { min_value: 0.3, max_value: 0.9, rate: 0.5 } },
  { UnitNorm: { axis: -1 } },
  'NonNeg',
];

/** Strides and dilations; no layer has both. */
const steps = (chance, even = false) => {
  if (chance.maybe(0.15)) return { strides: 1, dilation_rate: sides(chance, 3) };
  return { strides: even ? chance.whole(1, 3) : chance.maybe(0.6) ? 1 : sides(chance, 3), dilation_rate: 1 };
};

const ofSeries = (chance) => ({
  depth_multiplier: chance.whole(1, 2),
  padding: padding(chance),
  ...(chance.maybe(0.2)
    ? { strides: 1, dilation_rate: chance.whole(2, 3) }
    : { strides: chance.whole(1, 3), dilation_rate: 1 }),
});

const pool = (chance, pair) => ({
  pool_size: pair ? sides(chance, 3) : chance.whole(1, 3),
  strides: chance.maybe(0.6) ? null : pair ? sides(chance, 3) : chance.whole(1, 3),
  padding: padding(chance),
});

const ends = (chance) => (chance.maybe(0.5) ? chance.whole(0, 2) : [chance.whole(0, 2), chance.whole(0, 3)]);

const edges = (chance) =>
  chance.pick([
    chance.whole(0, 2),
    [chance.whole(0, 2), chance.whole(0, 3)],
    [
      [chance.whole(0, 3), chance.whole(0, 2)],
      [chance.whole(0, 2), chance.whole(0, 3)],
    ],
  ]);

const threeSides = (chance, most) =>
  chance.maybe(0.5)
    ? chance.whole(1, most)
    : [chance.whole(1, most), chance.whole(1, most), chance.whole(1, most)];

const poolVolumes = (chance) => ({
  pool_size: threeSides(chance, 3),
  strides: chance.maybe(0.6) ? null : threeSides(chance, 2),
  padding: padding(chance),
});

const faces = (chance) => {
  const width = () => chance.whole(0, 1);
  return chance.pick([
    1,
    [width(), width(), width()],
    [
      [width(), width()],
      [1, width()],
      [width(), 1],
    ],
  ]);
};

const scaled = (chance) => ({
  epsilon: chance.pick([0.001, 1e-5]),
  center: chance.maybe(0.8),
  scale: chance.maybe(0.8),
  beta_initializer: chance.pick(BIASES),
  gamma_initializer: chance.pick(SCALES),
});

/** Windows of adaptive pooling, at most one for each place. */
const places = (chance, shape) => {
  const sides = shape.slice(0, -1).map((side) => chance.whole(1, side));
  return chance.maybe(0.3) ? Math.min(...sides) : sides;
};

/** Groups that divide the channels, and filters of which each group has as many. */
const groups = (chance, shape) => {
  const channels = shape.at(-1);
  const count = chance.pick([2, 3, 4, 1].filter((one) => channels % one === 0));
  return count === 1 || chance.maybe(0.5) ? {} : { groups: count, filters: count * chance.whole(1, 4) };
};

/** An equation over the sides of an input, by the letters b, c, d. */
const sums = (chance, shape) => {
  const letters = 'bcd'.slice(0, shape.length);
  const [last] = letters.slice(-1);
  const made = chance.pick([
    { equation: `a${letters},${last}x->a${letters.slice(0, -1)}x`, kept: shape.slice(0, -1).map(() => null) },
    { equation: `a${letters},${letters}x->ax`, kept: [] },
    { equation: `a${letters},${last}xy->a${letters.slice(0, -1)}yx`, kept: [...shape.slice(0, -1), 2] },
  ]);
  return {
    equation: made.equation,
    output_shape: [...made.kept, chance.whole(1, 8)],
    bias_axes: chance.pick([null, 'x']),
  };
};

/** Activations that keep the state of a series within bounds. */
const STATES = ['tanh', 'tanh', 'sigmoid', 'softsign', 'softmax', 'relu6'];

const rate = (chance) => (chance.maybe(0.7) ? 0 : chance.pick([0.1, 0.25]));

const recurrent = (chance) => ({
  units: chance.whole(1, 8),
  activation: chance.pick(STATES),
  use_bias: chance.maybe(0.85),
  kernel_initializer: chance.pick(KERNELS),
  recurrent_initializer: chance.pick(['orthogonal', 'glorot_uniform']),
  bias_initializer: chance.pick(BIASES),
  dropout: rate(chance),
  recurrent_dropout: rate(chance),
  return_sequences: chance.maybe(0.7),
  go_backwards: chance.maybe(0.3),
});
const gated = (chance) => ({
  ...recurrent(chance),
  recurrent_activation: chance.pick(['sigmoid', 'sigmoid', 'relu6', 'softmax']),
});
const ownLstm = (chance) => ({ ...gated(chance), unit_forget_bias: chance.maybe(0.3) });
const ownGru = (chance) => ({ ...gated(chance), reset_after: chance.maybe(0.6) });

/** @param size of a window of images, or of rows */
const convLstm = (chance, size) => {
  const { units: _, ...others } = ownLstm(chance);
  const hasGaps = chance.maybe(0.2);
  return {
    filters: chance.whole(1, 6),
    kernel_size: size(3),
    padding: padding(chance),
    strides: hasGaps ? 1 : size(2),
    dilation_rate: hasGaps ? 2 : 1,
    ...others,
  };
};
/** The last side, or now and then the first. */
const featureAxis = (chance) => ({ axis: chance.maybe(0.2) ? 1 : -1 });

const attention = (chance) => ({ dropout: rate(chance), use_causal_mask: chance.maybe(0.3) });

/** A layer that fits a single step, with its arguments. */
function layerOfSteps(chance, [, ...step]) {
  const fits = Object.entries(LAYERS).filter(
    ([name, { ranks }]) => ranks.includes(step.length) && name !== 'TimeDistributed',
  );
  const called = chance.weighted(fits.map(([one, { weight }]) => [weight, one]));
  return { [called]: LAYERS[called].args(chance, step) };
}

/** A random shape of the same number of elements, of rank one to three, perhaps with one side left open. */
function target(chance, shape) {
  let left = shape.reduce((size, side) => size * side, 1);
  const made = [];
  for (let axis = chance.whole(0, 2); axis > 0; axis--) {
    const fits = [1, 2, 3, 4, 5, 6, 7, 8].filter((side) => left % side === 0);
    const side = chance.pick(fits);
    made.push(side);
    left /= side;
  }
  const whole = chance.shuffled([...made, left]);
  const open = chance.maybe(0.4) ? chance.whole(0, whole.length - 1) : -1;
  return whole.map((side, at) => (at === open ? -1 : side));
}

const all = [1, 2, 3];

/**
 * By layer: its weight in the random choice, the rank of its input, its arguments for an input. Layers of several
 * inputs are not here: they merge branches.
 */
export const LAYERS = {
  Dense: { weight: 5, ranks: all, args: (c) => ({ units: filters(c), ...kernel(c) }) },
  Conv1D: {
    weight: 12,
    ranks: [2],
    args: (c, shape) => ({
      filters: filters(c),
      ...groups(c, shape),
      kernel_size: c.whole(1, 4),
      padding: padding(c),
      ...(c.maybe(0.2)
        ? { strides: 1, dilation_rate: c.whole(2, 3) }
        : { strides: c.whole(1, 3), dilation_rate: 1 }),
      ...kernel(c),
    }),
  },
  Conv2D: {
    weight: 12,
    ranks: [3],
    args: (c, shape) => ({
      filters: filters(c),
      ...groups(c, shape),
      ...(c.maybe(0.8)
        ? { kernel_size: sides(c, 5), mask: null }
        : { kernel_size: c.pick([1, 3, [3, 1], [3, 5]]), mask: c.pick(['A', 'B']) }),
      padding: padding(c),
      ...steps(c),
      ...kernel(c),
    }),
  },
  Conv2DTranspose: {
    weight: 8,
    ranks: [3],
    args: (c) => ({
      filters: filters(c),
      kernel_size: sides(c, 4),
      padding: padding(c),
      strides: c.maybe(0.5) ? 1 : sides(c, 3),
      ...kernel(c),
    }),
  },
  Conv1DTranspose: {
    weight: 6,
    ranks: [2],
    args: (c) => ({
      filters: filters(c),
      kernel_size: c.whole(1, 4),
      padding: padding(c),
      strides: c.whole(1, 3),
      ...kernel(c),
    }),
  },
  DepthwiseConv2D: {
    weight: 6,
    ranks: [3],
    args: (c) => ({
      kernel_size: sides(c, 4),
      depth_multiplier: c.weighted([
        [3, 1],
        [1, 2],
        [1, 3],
      ]),
      padding: padding(c),
      ...steps(c, c.maybe(0.8)),
      ...kernel(c, 'depthwise'),
    }),
  },
  DepthwiseConv1D: {
    weight: 3,
    ranks: [2],
    args: (c) => ({ kernel_size: c.whole(1, 4), ...ofSeries(c), ...kernel(c, 'depthwise') }),
  },
  SeparableConv1D: {
    weight: 7,
    ranks: [2],
    args: (c) => ({
      filters: filters(c),
      kernel_size: c.whole(1, 4),
      ...ofSeries(c),
      ...kernel(c, 'depthwise'),
      pointwise_initializer: c.pick(KERNELS),
    }),
  },
  SeparableConv2D: {
    weight: 4,
    ranks: [3],
    args: (c) => ({
      filters: filters(c),
      kernel_size: sides(c, 4),
      depth_multiplier: c.whole(1, 2),
      padding: padding(c),
      ...steps(c, c.maybe(0.8)),
      ...kernel(c, 'depthwise'),
      pointwise_initializer: c.pick(KERNELS),
    }),
  },
  SpectralNormalization: {
    weight: 4,
    ranks: all,
    args(c, shape) {
      const called = shape.length === 3 ? c.pick(['Conv2D', 'Conv2DTranspose', 'Dense']) : 'Dense';
      return { [called]: LAYERS[called].args(c, shape), power_iterations: c.whole(1, 3) };
    },
  },
  Conv3D: {
    weight: 2,
    ranks: [4],
    args: (c, shape) => ({
      filters: filters(c),
      ...groups(c, shape),
      kernel_size: threeSides(c, 3),
      padding: padding(c),
      ...(c.maybe(0.2)
        ? { strides: 1, dilation_rate: threeSides(c, 2) }
        : { strides: threeSides(c, 2), dilation_rate: 1 }),
      ...kernel(c),
    }),
  },
  Conv3DTranspose: {
    weight: 3,
    ranks: [4],
    args: (c) => ({
      filters: filters(c),
      kernel_size: threeSides(c, 3),
      padding: padding(c),
      strides: threeSides(c, 2),
      ...kernel(c),
    }),
  },
  MaxPooling3D: { weight: 3, ranks: [4], args: (c) => poolVolumes(c) },
  AveragePooling3D: { weight: 3, ranks: [4], args: (c) => poolVolumes(c) },
  GlobalMaxPooling3D: { weight: 1, ranks: [4], args: (c) => ({ keepdims: c.maybe(0.4) }) },
  AdaptiveMaxPooling3D: { weight: 3, ranks: [4], args: (c, shape) => ({ output_size: places(c, shape) }) },
  GlobalAveragePooling3D: { weight: 1, ranks: [4], args: (c) => ({ keepdims: c.maybe(0.4) }) },
  AdaptiveAveragePooling3D: {
    weight: 3,
    ranks: [4],
    args: (c, shape) => ({ output_size: places(c, shape) }),
  },
  UpSampling3D: { weight: 2, ranks: [4], args: (c) => ({ size: threeSides(c, 2) }) },
  ZeroPadding3D: { weight: 4, ranks: [4], args: (c) => ({ padding: faces(c) }) },
  Cropping3D: { weight: 3, ranks: [4], args: (c) => ({ cropping: faces(c) }) },
  MaxPooling1D: { weight: 4, ranks: [2], args: (c) => pool(c, false) },
  AveragePooling1D: { weight: 5, ranks: [2], args: (c) => pool(c, false) },
  MaxPooling2D: { weight: 6, ranks: [3], args: (c) => pool(c, true) },
  AveragePooling2D: { weight: 4, ranks: [3], args: (c) => pool(c, true) },
  GlobalMaxPooling1D: { weight: 1, ranks: [2], args: (c) => ({ keepdims: c.maybe(0.4) }) },
  AdaptiveMaxPooling1D: { weight: 2, ranks: [2], args: (c, shape) => ({ output_size: places(c, shape) }) },
  GlobalAveragePooling1D: { weight: 1, ranks: [2], args: (c) => ({ keepdims: c.maybe(0.4) }) },
  AdaptiveAveragePooling1D: {
    weight: 2,
    ranks: [2],
    args: (c, shape) => ({ output_size: places(c, shape) }),
  },
  GlobalMaxPooling2D: { weight: 1, ranks: [3], args: (c) => ({ keepdims: c.maybe(0.4) }) },
  AdaptiveMaxPooling2D: { weight: 2, ranks: [3], args: (c, shape) => ({ output_size: places(c, shape) }) },
  GlobalAveragePooling2D: { weight: 1, ranks: [3], args: (c) => ({ keepdims: c.maybe(0.4) }) },
  AdaptiveAveragePooling2D: {
    weight: 2,
    ranks: [3],
    args: (c, shape) => ({ output_size: places(c, shape) }),
  },
  UpSampling2D: {
    weight: 4,
    ranks: [3],
    args: (c) => ({ size: sides(c, 3), interpolation: c.pick(['nearest', 'nearest', 'bilinear']) }),
  },
  Resizing: {
    weight: 3,
    ranks: [3],
    args: (c) => ({
      height: c.whole(1, 9),
      width: c.whole(1, 9),
      interpolation: c.pick(['bilinear', 'bilinear', 'nearest']),
    }),
  },
  CenterCrop: {
    weight: 2,
    ranks: [3],
    args: (c, [height, width]) => ({ height: c.whole(1, height), width: c.whole(1, width) }),
  },
  EinsumDense: {
    weight: 4,
    ranks: all,
    args: (c, shape) => ({
      ...sums(c, shape),
      activation: activation(c),
      kernel_initializer: c.pick(KERNELS),
      bias_initializer: c.pick(BIASES),
    }),
  },
  Normalization: {
    weight: 2,
    ranks: all,
    args: (c, shape) => ({
      mean: c.maybe(0.5) ? 0.25 : Array.from({ length: shape.at(-1) }, () => round(c.uniform(-1, 1))),
      variance: c.maybe(0.5) ? 0.5 : Array.from({ length: shape.at(-1) }, () => round(c.uniform(0.2, 2))),
      invert: c.maybe(0.3),
    }),
  },
  Identity: { weight: 1, ranks: all, args: () => ({}) },
  UpSampling1D: { weight: 6, ranks: [2], args: (c) => ({ size: c.whole(1, 3) }) },
  ZeroPadding1D: { weight: 4, ranks: [2], args: (c) => ({ padding: ends(c) }) },
  Cropping1D: { weight: 4, ranks: [2], args: (c) => ({ cropping: ends(c) }) },
  ZeroPadding2D: { weight: 2, ranks: [3], args: (c) => ({ padding: edges(c) }) },
  Cropping2D: { weight: 3, ranks: [3], args: (c) => ({ cropping: edges(c) }) },
  Flatten: { weight: 1, ranks: [2, 3], args: () => ({}) },
  Reshape: { weight: 3, ranks: all, args: (c, shape) => ({ target_shape: target(c, shape) }) },
  Permute: {
    weight: 2,
    ranks: [2, 3],
    args: (c, shape) => ({ dims: c.shuffled(shape.map((_, at) => at + 1)) }),
  },
  RepeatVector: { weight: 3, ranks: [1], args: (c) => ({ n: c.whole(1, 5) }) },
  Activation: { weight: 4, ranks: all, args: (c) => ({ activation: c.pick(ACTIVATIONS) }) },
  ReLU: {
    weight: 2,
    ranks: all,
    args: (c) => ({
      max_value: c.pick([null, 1, round(c.uniform(0.2, 2))]),
      negative_slope: c.pick([0, 0, 0.2]),
      threshold: c.pick([0, 0, 0.1]),
    }),
  },
  LeakyReLU: { weight: 2, ranks: all, args: (c) => ({ negative_slope: round(c.uniform(0, 1.5)) }) },
  ELU: { weight: 2, ranks: all, args: (c) => ({ alpha: c.pick([1, 1, 0.4]) }) },
  PReLU: {
    weight: 3,
    ranks: all,
    args: (c, shape) => ({
      alpha_initializer: c.pick(BIASES),
      shared_axes: shape.flatMap((_, at) => (at < shape.length - 1 && c.maybe(0.6) ? [at + 1] : [])),
    }),
  },
  Softmax: { weight: 1, ranks: all, args: (c) => featureAxis(c) },
  BatchNormalization: {
    weight: 5,
    ranks: all,
    args: (c) => ({
      ...featureAxis(c),
      momentum: c.pick([0.99, 0.9, 0.5]),
      ...scaled(c),
      moving_mean_initializer: c.pick(BIASES),
      moving_variance_initializer: c.pick(SCALES),
    }),
  },
  LayerNormalization: { weight: 3, ranks: all, args: (c) => ({ ...featureAxis(c), ...scaled(c) }) },
  GroupNormalization: {
    weight: 2,
    ranks: all,
    args: (c, shape) => {
      const channels = shape.at(-1);
      const divisors = [-1, ...Array.from({ length: channels }, (_, at) => at + 1)].filter(
        (groups) => channels % groups === 0,
      );
      return { groups: c.pick(divisors), axis: -1, ...scaled(c) };
    },
  },
  RMSNormalization: {
    weight: 1,
    ranks: all,
    args: (c) => ({
      ...featureAxis(c),
      epsilon: c.pick([1e-6, 1e-3]),
      scale_initializer: c.pick(SCALES),
    }),
  },
  UnitNormalization: { weight: 1, ranks: all, args: (c) => featureAxis(c) },
  Rescaling: {
    weight: 1,
    ranks: all,
    args: (c) => ({ scale: round(c.uniform(0.2, 2)), offset: round(c.uniform(-1, 1)) }),
  },
  SimpleRNN: { weight: 2, ranks: [2], args: (c) => recurrent(c) },
  LSTM: { weight: 3, ranks: [2], args: (c) => ownLstm(c) },
  GRU: { weight: 3, ranks: [2], args: (c) => ownGru(c) },
  ConvLSTM1D: { weight: 2, ranks: [3], args: (c) => convLstm(c, () => c.whole(1, 3)) },
  ConvLSTM2D: { weight: 4, ranks: [4], args: (c) => convLstm(c, (most) => sides(c, most)) },
  Bidirectional: {
    weight: 3,
    ranks: [2],
    args: (c) => ({
      ...c.pick([
        () => ({ SimpleRNN: recurrent(c) }),
        () => ({ LSTM: ownLstm(c) }),
        () => ({ GRU: ownGru(c) }),
      ])(),
      merge_mode: c.pick(['concat', 'concat', 'sum', 'mul', 'ave']),
    }),
  },
  TimeDistributed: { weight: 3, ranks: [2, 3], args: (c, shape) => layerOfSteps(c, shape) },
  Attention: {
    weight: 3,
    ranks: [2],
    args: (c) => ({
      score_mode: c.pick(['dot', 'dot', 'concat']),
      use_scale: c.maybe(0.5),
      ...attention(c),
    }),
  },
  AdditiveAttention: {
    weight: 3,
    ranks: [2],
    args: (c) => ({ use_scale: c.maybe(0.7), ...attention(c) }),
  },
  GroupQueryAttention: {
    weight: 4,
    ranks: [2],
    args(c) {
      const heads = c.whole(1, 2);
      return {
        head_dim: c.whole(1, 4),
        num_query_heads: heads * c.whole(1, 3),
        num_key_value_heads: heads,
        use_bias: c.maybe(0.8),
        kernel_initializer: c.pick(KERNELS),
        bias_initializer: c.pick(BIASES),
        ...attention(c),
      };
    },
  },
  MultiHeadAttention: {
    weight: 4,
    ranks: [2],
    args: (c) => ({
      num_heads: c.whole(1, 3),
      key_dim: c.whole(1, 4),
      value_dim: c.maybe(0.6) ? null : c.whole(1, 4),
      output_shape: c.maybe(0.6) ? null : c.whole(1, 8),
      use_bias: c.maybe(0.8),
      kernel_initializer: c.pick(KERNELS),
      bias_initializer: c.pick(BIASES),
      ...attention(c),
    }),
  },
  PositionEmbedding: {
    weight: 6,
    ranks: [2],
    args: (c, [steps]) => ({
      sequence_length: c.maybe(0.5) ? null : steps + c.whole(0, 3),
      initializer: c.pick(KERNELS),
    }),
  },
  SinePositionEncoding: { weight: 6, ranks: [2], args: (c) => ({ max_wavelength: c.pick([10000, 20]) }) },
  Dropout: { weight: 2, ranks: all, args: (c) => ({ rate: c.pick([0.1, 0.25, 0.5]) }) },
  AlphaDropout: { weight: 2, ranks: all, args: (c) => ({ rate: c.pick([0.1, 0.25, 0.5]) }) },
  SpatialDropout1D: { weight: 2, ranks: [2], args: (c) => ({ rate: c.pick([0.1, 0.25, 0.5]) }) },
  SpatialDropout2D: { weight: 1, ranks: [3], args: (c) => ({ rate: c.pick([0.1, 0.25, 0.5]) }) },
  SpatialDropout3D: { weight: 2, ranks: [4], args: (c) => ({ rate: c.pick([0.1, 0.25, 0.5]) }) },
  GaussianDropout: { weight: 1, ranks: all, args: (c) => ({ rate: c.pick([0.1, 0.3]) }) },
  GaussianNoise: { weight: 1, ranks: all, args: (c) => ({ stddev: c.pick([0.1, 0.5]) }) },
};

/** Of numbers below `input_dim`: not among the layers that take any. */
export const embedding = (c, input_dim) => ({
  input_dim,
  output_dim: c.whole(1, 6),
  embeddings_initializer: c.pick(SCALES),
});

/** Layers of several inputs; all but the first require equal shapes. */
export const MERGES = ['Concatenate', 'Add', 'Average', 'Maximum', 'Minimum', 'Multiply'];

export const OPTIMIZERS = {
  SGD: (c) => {
    const momentum = c.pick([0, 0.9]);
    return { learning_rate: round(c.uniform(0.01, 0.1)), momentum, nesterov: momentum > 0 && c.maybe(0.5) };
  },
  RMSprop: (c) => ({ learning_rate: 0.002, momentum: c.pick([0, 0.5]), centered: c.maybe(0.4) }),
  Adam: (c) => ({ learning_rate: round(c.uniform(0.001, 0.01)), amsgrad: c.maybe(0.3) }),
  AdamW: (c) => ({ learning_rate: 0.005, amsgrad: c.maybe(0.3), weight_decay: 0.01 }),
  Adamax: () => ({ learning_rate: 0.005 }),
  Nadam: () => ({ learning_rate: 0.005 }),
  Adagrad: () => ({ learning_rate: 0.02 }),
  Adadelta: () => ({ learning_rate: 1 }),
  Lion: (c) => ({ learning_rate: 0.002, beta_1: c.pick([0.9, 0.6]), weight_decay: c.pick([0, 0.1]) }),
  Lamb: (c) => ({ learning_rate: 0.005, beta_2: c.pick([0.999, 0.9]) }),
  Ftrl: (c) => ({
    learning_rate: 0.05,
    learning_rate_power: c.pick([-0.5, -0.7]),
    l1_regularization_strength: c.pick([0, 0.001]),
    l2_regularization_strength: c.pick([0, 0.01]),
    l2_shrinkage_regularization_strength: c.pick([0, 0.01]),
    beta: c.pick([0, 0.1]),
  }),
  Adafactor: (c) => ({ learning_rate: 0.01, clip_threshold: c.pick([1, 0.5]), relative_step: c.maybe(0.5) }),
  Muon: (c) => ({ learning_rate: 0.01, nesterov: c.maybe(0.5), rms_rate: c.pick([0.2, null]) }),
};
