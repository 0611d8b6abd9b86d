/** What a training step of a generated network costs, by its shapes. */

/** Steps of a network are under both. */
export const MOST_FLOP = 30e9;
export const MOST_BYTES = 2 * 2 ** 30;
/** A step is not over before it can be timed, nor so long that few can be: milliseconds as `leastMs` tells them. */
export const LEAST_MS = 0.5;
export const MOST_MS = 60;

/**
 * Rates of two cores, to tell what is too short or too long to be timed: generous, most steps take two to four times as
 * long.
 */
const FLOP_A_MS = 3e8;
const BYTES_A_MS = 2e7;

const BYTES = 4;
/** Weight, gradient and two slots. */
const NUMBERS_OF_A_WEIGHT = 4;

const size = (shape) => shape.reduce((product, side) => product * side, 1);
/** Number of positions of a shape, without its channels. */
const positions = (shape) => size(shape.slice(0, -1));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** How often each element of a kernel is used for one example. */
function uses(layer, [input], output) {
  if (/LSTM|GRU|RNN|Bidirectional/.test(layer)) return input[0];
  // A transposed convolution applies its kernel at each position of its input, any other at each of its output.
  return positions(layer.endsWith('Transpose') ? input : output);
}

/**
 * Of a layer, for one example: multiply-adds of the forward pass, numbers that it gives out, and its weights.
 *
 * @param weights as the vocabulary declares them: `{name, shape, trainable}`
 */
export function costOfLayer(layer, inputs, output, weights) {
  const kernels = weights.filter(({ name }) => /kernel$/.test(name));
  const [[steps, features]] = inputs;
  const products = layer === 'MultiHeadAttention' ? 2 * steps * steps * features : 0;
  return {
    multiplyAdds: products + uses(layer, inputs, output) * sum(kernels.map(({ shape }) => size(shape))),
    values: size(output),
    parameters: sum(weights.map(({ shape }) => size(shape))),
    trainable: sum(weights.filter(({ trainable }) => trainable).map(({ shape }) => size(shape))),
  };
}

/** Cost relative to a forward pass: with gradients of the input, and with those of the weights too. */
const FORWARD = 1;
const GRADIENTS_OF_VALUES = 2;
const GRADIENTS_OF_ALL = 3;

/**
 * Numbers of weights of an encoder and a decoder, and the cost of a step as a function of the batch size.
 *
 * @param costs of the layers: `{encoder, decoder}`
 * @param frozen names of those that are not trained
 */
export function costOf(costs, frozen) {
  const total = (key, name) => sum(costs[name].map((cost) => cost[key]));
  const both = (of) => of('encoder') + of('decoder');
  const passes = {
    encoder: frozen.includes('encoder') ? FORWARD : GRADIENTS_OF_ALL,
    decoder: frozen.includes('decoder') ? GRADIENTS_OF_VALUES : GRADIENTS_OF_ALL,
  };
  const parameters = both((name) => total('parameters', name));
  return {
    parameters,
    trainable: both((name) => (frozen.includes(name) ? 0 : total('trainable', name))),
    ofBatch(batch) {
      const of = (key) => batch * both((name) => passes[name] * total(key, name));
      const flop = 2 * of('multiplyAdds');
      const bytes = BYTES * (of('values') + NUMBERS_OF_A_WEIGHT * parameters);
      return { flop, bytes, leastMs: flop / FLOP_A_MS + bytes / BYTES_A_MS };
    },
  };
}
