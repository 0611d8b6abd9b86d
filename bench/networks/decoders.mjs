/** Second halves of networks: of what an encoder made they predict classes, numbers, or the input again. */
import { channels, conv, dense, double, drop, sides } from './blocks.mjs';

const size = (shape) => shape.reduce((product, side) => product * side, 1);

/** One row for each example. */
function row(make, x) {
  const { net, chance } = make;
  if (x.shape.length === 1) return x;
  const suffix = `${x.shape.length - 1}D`;
  if (size(x.shape) > 8192 || chance.maybe(0.6))
    return net.layer(`Global${chance.pick(['Average', 'Average', 'Max'])}Pooling${suffix}`, {}, x);
  return net.layer('Flatten', {}, x);
}

const labelled = (classes, value) => ({
  value,
  target: { shape: [...value.shape.slice(0, -1), classes], holds: 'onehot' },
  loss: 'categorical_crossentropy',
  accuracy: true,
});

export function classify(make, { last }) {
  const { net, chance } = make;
  const classes = chance.pick([2, 5, 6, 10, 10, 20, 43, 100]);
  let y = drop(make, row(make, last));
  if (chance.maybe(0.4)) y = drop(make, dense(make, y, chance.pick([32, 64, 128, 256, 512])));
  return labelled(classes, net.layer('Dense', { units: classes, activation: 'softmax' }, y));
}

export function regress(make, { last }) {
  const { net, chance } = make;
  const units = chance.pick([1, 1, 2, 4, 16]);
  const value = net.layer('Dense', { units }, drop(make, row(make, last)));
  const loss = chance.pick(['mean_squared_error', 'mean_absolute_error', 'huber', 'log_cosh']);
  return { value, target: { shape: [units], holds: 'uniform' }, loss };
}

/** A class for each step of a series. */
export function classifySteps(make, { last }) {
  const { net, chance } = make;
  if (last.shape.length !== 2) return classify(make, { last });
  const classes = chance.pick([3, 5, 12, 30]);
  return labelled(classes, net.layer('Dense', { units: classes, activation: 'softmax' }, last));
}

/** Loss and last activation of those who predict their input, which lies between 0 and 1. */
const copies = (chance) =>
  chance.pick([
    { activation: 'sigmoid', loss: 'binary_crossentropy' },
    { activation: 'sigmoid', loss: 'mean_squared_error' },
    { activation: 'linear', loss: 'mean_squared_error' },
    { activation: 'linear', loss: 'mean_absolute_error' },
  ]);

/** Widths of an encoder's layers, in reverse. */
export function unstack(make, { last }, shape) {
  const { net, chance } = make;
  const { activation, loss } = copies(chance);
  let y = dense(make, last, chance.pick([8, 16, 32, 64]));
  const wide = chance.pick([128, 256, 512, 1000]);
  for (let depth = chance.whole(1, 4), at = depth - 1; at >= 0; at--)
    y = drop(make, dense(make, y, Math.max(16, Math.round(wide / 2 ** at))));
  return { value: net.layer('Dense', { units: size(shape), activation }, y), loss };
}

const output = ({ net }, x, filters, activation, kernel_size = 3) =>
  net.layer(
    x.shape.length === 3 ? 'Conv2D' : 'Conv1D',
    { filters, kernel_size, padding: 'same', activation },
    x,
  );

/** Through a bottleneck, or with channels alone made fewer, back to the resolution of the input. */
export function unfold(make, { last }, shape) {
  const { net, chance } = make;
  const { activation, loss } = copies(chance);
  let y = last;
  if (chance.maybe(0.5) && size(last.shape) <= 8192) {
    const code = dense(make, net.layer('Flatten', {}, last), chance.pick([16, 32, 64, 128]));
    y = net.layer('Reshape', { target_shape: last.shape }, dense(make, code, size(last.shape)));
  } else {
    y = conv(make, y, chance.pick([4, 8, 16, 32]));
  }
  let filters = channels(last);
  while (sides(y)[0] < shape[0]) {
    y = double(make, y, filters);
    if (chance.maybe(0.3)) y = conv(make, y, filters);
    filters = Math.max(8, 4 * Math.round(filters / 8));
  }
  return { value: output(make, y, shape.at(-1), activation), loss };
}

/** Ronneberger et al. 2015: what was at each resolution is read again; classes of pixels, or the input cleaned. */
export function unfoldWithSkips(make, { last, levels }, shape) {
  const { net, chance } = make;
  const summed = chance.maybe(0.25);
  let y = last;
  for (const level of [...levels].reverse()) {
    y = double(make, y, channels(level));
    y = summed ? net.layer('Add', {}, y, level) : net.layer('Concatenate', { axis: -1 }, y, level);
    y = conv(make, y, channels(level));
  }
  while (sides(y)[0] < shape[0]) y = double(make, y, channels(y));
  if (chance.maybe(0.6)) {
    const classes = chance.pick([2, 3, 8, 21]);
    return labelled(classes, output(make, y, classes, 'softmax', 1));
  }
  const { activation, loss } = copies(chance);
  return { value: output(make, y, shape.at(-1), activation, 1), loss };
}

/** A series written again from what is left of it. */
export function rewrite(make, { last }, [steps, features]) {
  const { net, chance } = make;
  const { activation, loss } = copies(chance);
  const code = last.shape.length === 1 ? last : net.layer('GlobalAveragePooling1D', {}, last);
  const called = chance.pick(['GRU', 'LSTM']);
  const series = net.layer(
    called,
    { units: chance.pick([32, 64, 128]), return_sequences: true },
    net.layer('RepeatVector', { n: steps }, code),
  );
  return { value: net.layer('Dense', { units: features, activation }, series), loss };
}

/** Patches or steps as they were. */
export function restore(make, { last }, shape) {
  const { net, chance } = make;
  const { activation, loss } = copies(chance);
  const [steps] = last.shape;
  const flat = net.layer('Dense', { units: size(shape) / steps, activation }, last);
  return { value: net.layer('Reshape', { target_shape: shape }, flat), loss };
}
