/** First halves of networks: of an input they make what the second half reads. */
import { activate, channels, conv, dense, drop, halve, sides } from './blocks.mjs';
import { STAGES, stageArguments } from './convolutional.mjs';

/** How often every side can be halved and stay whole and at least 4. */
const halvings = (lengths) => {
  let count = 0;
  while (lengths.every((side) => side % 2 ** (count + 1) === 0 && side / 2 ** (count + 1) >= 4)) count++;
  return count;
};

/**
 * Stages at falling resolution.
 *
 * @returns `last`, and `levels`: the ends of the stages before it, at each resolution
 */
export const convolutional = (kind) => (make, x) => {
  const { chance } = make;
  const args = stageArguments(chance);
  const first = chance.pick(
    x.shape.length === 3 ? [8, 12, 16, 16, 24, 32, 32, 48, 64] : [16, 24, 32, 48, 64],
  );
  const growth = chance.pick([1, 1.5, 2, 2]);
  const most = Math.min(halvings(sides(x)), x.shape.length === 3 ? 4 : 5);
  const count = chance.whole(Math.min(2, most), most);
  // Large pictures begin with a strided convolution, so that the stages are affordable.
  const large = x.shape.length === 3 && sides(x)[0] >= 96 && chance.maybe(0.6);
  let y = kind === 'plain' && !large ? x : conv(make, x, first, large ? { strides: 2 } : {});
  const levels = [];
  const begin = large ? 1 : 0;
  for (let stage = begin; stage <= count; stage++) {
    const filters = 4 * Math.round((first * growth ** (stage - begin)) / 4);
    if (stage > begin) {
      levels.push(y);
      y = halve(make, y, filters);
    }
    y = STAGES[kind](make, y, filters, args);
  }
  return { last: y, levels };
};

/** Dense layers, of equal or falling widths. */
export function stack(make, x) {
  const { chance } = make;
  const width = chance.pick([64, 100, 128, 256, 256, 500, 512, 784, 1024, 2000]);
  const fall = chance.pick([1, 0.5, 0.7]);
  let y = x;
  for (let depth = chance.whole(2, 6), at = 0; at < depth; at++)
    y = drop(make, dense(make, y, Math.max(8, Math.round(width * fall ** at))));
  return { last: y, levels: [] };
}

/** Dense layers with what they began with added; Gorishniy et al. 2021. */
export function residualStack(make, x) {
  const { net, chance } = make;
  const width = chance.pick([64, 128, 192, 256, 384, 512]);
  let y = net.layer('Dense', { units: width }, x);
  for (let depth = chance.whole(2, 8), at = 0; at < depth; at++) {
    const wide = drop(make, dense(make, y, width * chance.pick([1, 2])));
    y = net.layer('Add', {}, y, net.layer('Dense', { units: width }, wide));
  }
  return { last: activate(make, y), levels: [] };
}

/** One to three recurrent layers; some behind a convolution, as for signals. */
export function recurrent(make, x) {
  const { net, chance } = make;
  const called = chance.pick(['LSTM', 'GRU', 'LSTM', 'GRU', 'SimpleRNN']);
  const units = chance.pick([16, 32, 48, 64, 64, 100, 128]);
  const both = chance.maybe(0.35);
  const depth = chance.whole(1, 3);
  const whole = chance.maybe(0.5);
  let y = chance.maybe(0.3) ? conv(make, x, chance.pick([16, 32, 64])) : x;
  for (let at = 0; at < depth; at++) {
    const args = { units, return_sequences: whole || at < depth - 1 };
    y = both ? net.layer('Bidirectional', { [called]: args }, y) : net.layer(called, args, y);
    y = drop(make, y);
  }
  return { last: y, levels: [] };
}

/** Blocks of attention and dense layers, normalized before (Xiong et al. 2020) or after (Vaswani et al. 2017). */
function attend(make, x) {
  const { net, chance } = make;
  const width = channels(x);
  const num_heads = chance.pick([2, 4, 8].filter((heads) => width % heads === 0));
  const before = chance.maybe(0.7);
  const wide = width * chance.pick([2, 4]);
  const activation = chance.pick(['gelu', 'relu', 'gelu', 'silu']);
  const normal = (y) => net.layer('LayerNormalization', {}, y);
  const around = (y, branch) =>
    before
      ? net.layer('Add', {}, y, drop(make, branch(normal(y))))
      : normal(net.layer('Add', {}, y, drop(make, branch(y))));
  let y = x;
  for (let depth = chance.whole(1, 4), at = 0; at < depth; at++) {
    y = around(y, (z) => net.layer('MultiHeadAttention', { num_heads, key_dim: width / num_heads }, z, z));
    y = around(y, (z) =>
      net.layer('Dense', { units: width }, net.layer('Dense', { units: wide, activation }, z)),
    );
  }
  return before ? normal(y) : y;
}

const WIDTHS = [32, 48, 64, 64, 96, 128];

/** Steps of a series that attend to each other. */
export function transformer(make, x) {
  const { net, chance } = make;
  const wide = net.layer('Dense', { units: chance.pick(WIDTHS) }, x);
  const placed = net.layer('Add', {}, wide, net.layer('PositionEmbedding', {}, wide));
  return { last: attend(make, placed), levels: [] };
}

/** Dosovitskiy et al. 2021: the patches of a picture as a series. */
export function patches(make, x) {
  const { net, chance } = make;
  const [height, width] = sides(x);
  const fits = [4, 7, 8, 16].filter(
    (side) => height % side === 0 && width % side === 0 && height / side >= 3,
  );
  const side = chance.pick(fits.length > 0 ? fits : [2]);
  const filters = chance.pick(WIDTHS);
  const cut = net.layer('Conv2D', { filters, kernel_size: side, strides: side }, x);
  const series = net.layer('Reshape', { target_shape: [sides(cut)[0] * sides(cut)[1], filters] }, cut);
  const placed = net.layer('Add', {}, series, net.layer('PositionEmbedding', {}, series));
  return { last: attend(make, placed), levels: [] };
}

/** Convolutions, then attention or a recurrent layer over what they leave. */
export function convolutionsThenSeries(make, x) {
  const { net, chance } = make;
  const { last } = convolutional(chance.pick(['plain', 'residual']))(make, x);
  const rows = sides(last).reduce((product, side) => product * side, 1);
  const series =
    last.shape.length === 2 ? last : net.layer('Reshape', { target_shape: [rows, channels(last)] }, last);
  if (chance.maybe(0.5) && rows <= 96)
    return {
      last: net.layer(chance.pick(['GRU', 'LSTM']), { units: chance.pick([32, 64, 128]) }, series),
      levels: [],
    };
  return transformer(make, series);
}
