/** Random functions, and losses with their operands. */

/**
 * By function: the rank of its operands without the batch, how many of one shape it takes, its options. `where` and
 * others that take more operands are written out.
 */
export const FUNCTIONS = {
  ...Object.fromEntries(
    ['add', 'subtract', 'multiply', 'maximum', 'minimum', 'squared_difference'].map((name) => [
      name,
      { ranks: [1, 2, 3], takes: 2 },
    ]),
  ),
  ...Object.fromEntries(
    [
      'abs',
      'sin',
      'cos',
      'tanh',
      'sigmoid',
      'softplus',
      'softsign',
      'square',
      'negative',
      'elu',
      'selu',
      'relu',
      'silu',
      'gelu',
      'mish',
      'log_sigmoid',
      'leaky_relu',
    ].map((name) => [name, { ranks: [1, 2, 3], takes: 1 }]),
  ),
  softmax: { ranks: [1, 2, 3], takes: 1 },
  glu: { ranks: [1, 2, 3], takes: 1 },
  log_softmax: { ranks: [1, 2, 3], takes: 1 },
  l2_normalize: { ranks: [1, 2, 3], takes: 1, options: (c, shape) => ({ axis: -c.whole(1, shape.length) }) },
  stack: {
    ranks: [1, 2],
    takes: 3,
    options: (c, shape) => ({ axis: -c.whole(1, shape.length + 1) }),
  },
  concat: { ranks: [1, 2, 3], takes: 3, options: (c, shape) => ({ axis: -c.whole(1, shape.length) }) },
  transpose: {
    ranks: [2, 3],
    takes: 1,
    options: (c, shape) => ({ axes: [0, ...c.shuffled(shape.map((_, at) => at + 1))] }),
  },
  matmul: {
    ranks: [2, 3],
    takes: 2,
    options: (c) =>
      c.maybe(0.5) ? { transpose_a: true, transpose_b: false } : { transpose_a: false, transpose_b: true },
  },
  ...Object.fromEntries(
    ['mean', 'max', 'min', 'sum', 'variance'].map((name) => [
      name,
      {
        ranks: [2, 3],
        takes: 1,
        options: (c, shape) => ({ axis: -c.whole(1, shape.length), keepdims: c.maybe(0.3) }),
      },
    ]),
  ),
  expand_dims: { ranks: [1, 2], takes: 1, options: (c, shape) => ({ axis: -c.whole(1, shape.length + 1) }) },
  flatten: { ranks: [2, 3], takes: 1 },
  clip: { ranks: [1, 2, 3], takes: 1, numbers: [-0.5, 0.75] },
  reverse_gradient: { ranks: [1, 2, 3], takes: 1 },
  straight_through: { ranks: [1, 2, 3], takes: 2 },
};

const NEAR = 'uniform';

/**
 * By loss: the activation of the layer that makes the prediction (`null`: any), the kind of target (`onehot` rows,
 * class `numbers`, `signs` -1 and 1, `shares` that add up to 1, otherwise uniform numbers), and options.
 */
export const LOSSES = {
  mean_squared_error: {},
  mean_absolute_error: {},
  mean_absolute_percentage_error: { target: 'positive', weight: 0.01 },
  mean_squared_logarithmic_error: { activation: 'softplus', target: 'positive' },
  huber: { options: (c) => ({ delta: c.pick([1, 0.3]) }) },
  log_cosh: {},
  poisson: { activation: 'softplus', target: 'positive' },
  binary_crossentropy: {
    target: 'shares',
    ...either('sigmoid', (c) => ({ label_smoothing: c.pick([0, 0.1]) })),
  },
  sigmoid_crossentropy: { target: NEAR },
  binary_focal_crossentropy: {
    target: 'shares',
    ...either('sigmoid', (c) => ({
      gamma: c.pick([0, 1, 2, 1.5]),
      alpha: c.pick([0.25, 0.6]),
      apply_class_balancing: c.maybe(0.5),
      label_smoothing: c.pick([0, 0.1]),
    })),
  },
  categorical_focal_crossentropy: {
    target: 'onehot',
    ...either('softmax', (c) => ({
      gamma: c.pick([0, 1, 2, 1.5]),
      alpha: c.pick([0.25, 1]),
      label_smoothing: c.pick([0, 0.1]),
    })),
  },
  categorical_generalized_cross_entropy: {
    activation: 'softmax',
    target: 'numbers',
    options: (c) => ({ q: c.pick([0.3, 0.7]) }),
  },
  dice: { activation: 'sigmoid', target: 'shares', options: (c) => ({ axis: c.pick([null, -1, [0, 1]]) }) },
  tversky: {
    activation: 'sigmoid',
    target: 'shares',
    options: (c) => ({ alpha: c.pick([0.3, 0.5]), beta: c.pick([0.7, 0.5]), axis: c.pick([null, 0]) }),
  },
  circle: {
    activation: 'tanh',
    target: 'numbers',
    options: (c) => ({ gamma: c.pick([1, 2]), margin: c.pick([0.4, 0.2]), remove_diagonal: c.maybe(0.7) }),
  },
  triplet_hard: { target: 'numbers', options: (c) => ({ margin: c.pick([1, 3]) }) },
  triplet: {
    target: null,
    predictions: 3,
    options: (c) => ({ margin: c.pick([1, 3]), swap: c.maybe(0.5) }),
  },
  categorical_crossentropy: {
    target: 'onehot',
    ...either('softmax', (c) => ({ label_smoothing: c.pick([0, 0.1]) })),
  },
  sparse_categorical_crossentropy: { target: 'numbers', ...either('softmax', () => ({})) },
  kl_divergence: { activation: 'softmax', target: 'shares' },
  hinge: { target: 'signs' },
  squared_hinge: { target: 'signs' },
  categorical_hinge: { target: 'onehot' },
  cosine_similarity: { target: NEAR },
  /** Of a mean and the logarithm of a variance, and of the similarity of all pairs of examples: no target. */
  kl_normal: { target: null, predictions: 2 },
  contrastive: { target: null, predictions: 2 },
  mmd: { target: null, predictions: 2, options: (c) => ({ bandwidths: c.pick([[1, 2, 4], [0.5]]) }) },
  /** Of expected counts and their inverse dispersion. */
  negative_binomial: { activation: 'softplus', target: 'positive', predictions: 2 },
};

/** Takes probabilities or logits. */
function either(activation, options) {
  return {
    make(c) {
      const from_logits = c.maybe(0.5);
      return { activation: from_logits ? 'linear' : activation, options: { from_logits, ...options(c) } };
    },
  };
}
