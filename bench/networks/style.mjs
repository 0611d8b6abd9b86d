/** What stays the same all over a network, as people write them: activation, normalization, pooling, dropout. */

/** Names of functions are arguments of layers; the others are layers of their own. */
const ACTIVATIONS = [
  [14, 'relu'],
  [2, { LeakyReLU: { negative_slope: 0.2 } }],
  [1, { PReLU: {} }],
  [1, { ELU: { alpha: 1 } }],
  [1, { ReLU: { max_value: 6 } }],
  ...['gelu', 'silu', 'elu', 'selu', 'tanh'].map((name) => [2, name]),
  ...['relu6', 'leaky_relu', 'mish', 'softplus', 'sigmoid', 'softsign'].map((name) => [1, name]),
  ...['hard_silu', 'hard_sigmoid', 'log_sigmoid', 'squareplus'].map((name) => [0.4, name]),
];

const NORMS = [
  [5, 'none'],
  [6, 'BatchNormalization'],
  [1.5, 'LayerNormalization'],
  [1.5, 'GroupNormalization'],
  [0.5, 'RMSNormalization'],
];

export const styleOf = (chance) => ({
  activation: chance.weighted(ACTIVATIONS),
  norm: chance.weighted(NORMS),
  /** How sides are halved; one network in three has strides instead of pools. */
  down: chance.weighted([
    [5, 'MaxPooling'],
    [2, 'AveragePooling'],
    [4, 'strides'],
  ]),
  /** How sides are doubled again. */
  up: chance.pick(['transposed', 'transposed', 'nearest', 'bilinear']),
  dropout: chance.weighted([
    [5, 0],
    [2, 0.1],
    [2, 0.2],
    [2, 0.3],
    [1, 0.5],
  ]),
  kernel: chance.weighted([
    [8, 3],
    [2, 5],
    [0.7, 4],
    [0.7, 7],
  ]),
});
