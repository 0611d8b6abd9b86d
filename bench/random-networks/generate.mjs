/**
 * Random networks with a phase that trains them, from a seed: every layer of the vocabulary, branches that are joined
 * again, a network that is called twice, several inputs and losses, frozen parts, every optimizer and loss, clipping,
 * odd sizes. They are small: sides and filters up to 16, up to 8 examples in a batch. The result is plain data, a
 * `Task`:
 *
 *   { seed, batch, fields: [{name, shape, holds}], networks: [{name, inputs: [{name, shape}], nodes, outputs}],
 *     calls: [{name, network, of, output}], losses: [{name, loss, options, of, target, weight}], optimizer: {name, args},
 *     clip, frozen }
 *
 * Nodes are `{name, layer, args, of}` or `{name, function, options, numbers, of}`, in order.
 */
import { chanceOf } from './seeded-random.mjs';
import { graphText } from './task-to-graph.mjs';
import { FUNCTIONS, LOSSES } from './random-functions.mjs';
import { embedding, filters, LAYERS, MERGES, OPTIMIZERS } from './random-layers.mjs';

const sizeOf = (shape) => shape.reduce((product, side) => product * side, 1);
const sameShape = (a, b) => a.length === b.length && a.every((side, at) => side === b[at]);

/** Limit for the multiply-adds of a network per example: the tests' oracle is plain JavaScript. */
const MOST_WORK = 50_000;
const MOST_NUMBERS = 1024;
const LONGEST_SIDE = 16;
const MOST_CHANNELS = 48;

/**
 * Whether a layer has the same output for every example: a softmax over one channel is 1, and mask A hides all of a
 * kernel of one pixel. Its gradients, and a normalization of it, consist of rounding errors only.
 */
function isConstant({ activation, kernel_size: kernel, mask }, channels) {
  return (
    (/softmax/.test(activation) && channels === 1) ||
    (mask === 'A' && [kernel].flat().every((side) => side === 1))
  );
}

/** @param vocabulary infers the output shapes */
function builder(name, inputs, chance, vocabulary) {
  const nodes = [];
  const values = inputs.map(({ name: input, shape }) => ({ name: input, shape, uses: 0 }));
  let work = 0;

  const add = (node, shape) => {
    const made = { name: `n${nodes.length}`, shape, uses: 0 };
    nodes.push({ name: made.name, ...node, of: node.of.map((value) => value.name) });
    for (const value of node.of) value.uses += 1;
    values.push(made);
    return made;
  };

  /** Adds a layer; null if the layer rejects its inputs or becomes too large. */
  function layer(called, args, of) {
    const definition = vocabulary.layers.get(called);
    const shapes = of.map(({ shape }) => shape);
    const found = definition.outputShape(shapes, args);
    if (!found.ok) return null;
    const shape = found.value;
    const channels = shape.at(-1);
    if (isConstant(args, channels)) return null;
    const weights = definition.weights(shapes, args);
    const positions = Math.max(sizeOf(shape) / channels, sizeOf(shapes[0]) / shapes[0].at(-1));
    const more = weights.reduce((sum, weight) => sum + sizeOf(weight.shape), 0) * positions;
    if (work + more > MOST_WORK || sizeOf(shape) > MOST_NUMBERS) return null;
    if (shape.length > 1 && channels > MOST_CHANNELS) return null;
    if (shape.length > 4 || shape.slice(0, -1).some((side) => side > LONGEST_SIDE)) return null;
    work += more;
    return add({ layer: called, args, of }, shape);
  }

  function apply(called, { options = {}, numbers = [] }, of) {
    const types = of.map(({ shape }) => ({ shape: [null, ...shape], dtype: 'float32' }));
    const defaults = { transpose_a: false, transpose_b: false, keepdims: false, axis: -1 };
    const found = vocabulary.functions
      .get(called)
      .output([...types, ...numbers.map(() => ({ shape: [], dtype: 'float32' }))], {
        ...defaults,
        ...options,
      });
    if (!found.ok) return null;
    const [batch, ...shape] = found.value.shape;
    if (batch !== null || shape.length === 0 || shape.length > 3 || sizeOf(shape) > MOST_NUMBERS) return null;
    return add({ function: called, options, numbers, of }, shape);
  }

  /** Prefers values that are not used yet. */
  const some = () => {
    const fresh = values.filter(({ uses }) => uses === 0);
    return chance.pick(fresh.length > 0 && chance.maybe(0.7) ? fresh : values);
  };

  function oneLayer() {
    const value = some();
    const rank = value.shape.length;
    const fits = Object.entries(LAYERS).filter(([, { ranks }]) => ranks.includes(rank));
    if (fits.length === 0) return null;
    const called = chance.weighted(fits.map(([one, { weight }]) => [weight, one]));
    return layer(called, LAYERS[called].args(chance, value.shape), [value]);
  }

  /** Two to four parallel layers of the same kind, merged again. */
  function branches() {
    const value = some();
    const rank = value.shape.length;
    const called =
      rank === 1
        ? 'Dense'
        : rank === 2
          ? 'Conv1D'
          : rank === 4
            ? 'Conv3D'
            : chance.pick(['Conv2D', 'Conv2D', 'Conv2D', 'Conv2DTranspose']);
    const merge = chance.maybe(0.6) ? 'Concatenate' : chance.pick(MERGES);
    const width = filters(chance);
    const equal = merge !== 'Concatenate' || chance.maybe(0.5);
    // The gradient reaches several layers unchanged: a rewriting that merges them by mistake shows here.
    const bare = chance.maybe(0.5) ? { activation: 'linear', use_bias: true } : {};
    const parts = [];
    for (let count = chance.whole(2, 4); count > 0; count--) {
      const channels = equal ? width : filters(chance);
      const args = LAYERS[called].args(chance, value.shape);
      const plain =
        called === 'Dense'
          ? { units: channels }
          : {
              filters: channels,
              padding: 'same',
              strides: 1,
              ...('dilation_rate' in args ? { dilation_rate: 1 } : {}),
              ...('groups' in args ? { groups: 1 } : {}),
            };
      const part = layer(called, { ...args, ...plain, ...bare }, [value]);
      if (part) parts.push(part);
    }
    return parts.length < 2 ? null : layer(merge, merge === 'Concatenate' ? { axis: -1 } : {}, parts);
  }

  /** A table of as many vectors as a value is made to have numbers. */
  function embed() {
    const value = some();
    if (value.shape.length > 2) return null;
    const count = chance.whole(2, 5);
    const share = layer('Activation', { activation: 'sigmoid' }, [value]);
    const numbers = share && layer('Rescaling', { scale: count - 0.1, offset: 0.05 }, [share]);
    return numbers && layer('Embedding', embedding(chance, count), [numbers]);
  }

  /** A series that attends to another, or goes on from the state that a value is. */
  function attendOrGoOn() {
    const value = some();
    if (value.shape.length !== 2) return null;
    const others = values.filter((one) => one !== value && one.shape.length === 2);
    if (others.length > 0 && chance.maybe(0.6)) {
      const called = chance.pick([
        'Attention',
        'AdditiveAttention',
        'MultiHeadAttention',
        'GroupQueryAttention',
      ]);
      return layer(called, LAYERS[called].args(chance, value.shape), [value, chance.pick(others)]);
    }
    const states = values.filter(({ shape }) => shape.length === 1);
    if (states.length === 0) return null;
    const called = chance.pick(['SimpleRNN', 'LSTM', 'GRU']);
    const state = chance.pick(states);
    const args = { ...LAYERS[called].args(chance, value.shape), units: state.shape[0] };
    return layer(called, args, [value, state, ...(called === 'LSTM' ? [state] : [])]);
  }

  function merge() {
    const value = some();
    const others = values.filter((one) => one !== value && sameShape(one.shape, value.shape));
    if (others.length === 0) return null;
    const of = [value, chance.pick(others)];
    if (chance.maybe(0.2))
      return layer('Dot', { axes: chance.whole(1, value.shape.length), normalize: chance.maybe(0.3) }, of);
    const called = chance.pick([...MERGES, 'Subtract']);
    return layer(called, called === 'Concatenate' ? { axis: -chance.whole(1, value.shape.length) } : {}, of);
  }

  function oneFunction() {
    const value = some();
    const rank = value.shape.length;
    const fits = Object.entries(FUNCTIONS).filter(([, { ranks }]) => ranks.includes(rank));
    if (fits.length === 0) return null;
    const [called, { takes, options, numbers }] = chance.pick(fits);
    const others = values.filter((one) => sameShape(one.shape, value.shape));
    const of = [value];
    while (of.length < takes) of.push(chance.pick(others));
    // x - x is 0 in every example: a normalization of it consists of rounding errors only.
    if (/subtract|difference/.test(called) && of[0] === of[1]) return null;
    if (/softmax/.test(called) && value.shape.at(-1) === 1) return null;
    return apply(called, { options: options?.(chance, value.shape), numbers }, of);
  }

  return {
    values,
    layer,
    /** Adds a number of random nodes. */
    grow(count) {
      for (let tries = 0; nodes.length < count && tries < 60; tries++) {
        chance.weighted([
          [6, oneLayer],
          [4, branches],
          [2, merge],
          [0.7, embed],
          [1, attendOrGoOn],
          [2, oneFunction],
        ])();
      }
    },
    /** Concatenates all unused values into one row. */
    row() {
      const rows = values
        .filter(({ uses }) => uses === 0)
        .map((value) => {
          if (value.shape.length === 1) return value;
          const pooled = `Global${chance.pick(['Average', 'Max'])}Pooling${value.shape.length - 1}D`;
          return layer(sizeOf(value.shape) > 200 || chance.maybe(0.3) ? pooled : 'Flatten', {}, [value]);
        });
      if (rows.includes(null)) return null;
      return rows.length === 1 ? rows[0] : layer('Concatenate', { axis: -1 }, rows);
    },
    network: (outputs) => ({ name, inputs, nodes, outputs: outputs.map((value) => value.name) }),
  };
}

const volume = (chance) => [chance.whole(2, 5), chance.whole(2, 5), chance.whole(2, 5), chance.whole(1, 2)];
const image = (chance) => [chance.whole(3, 16), chance.whole(3, 16), chance.whole(1, 4)];
const inputShape = (chance) =>
  chance.weighted([
    [6, image(chance)],
    [5, [chance.whole(3, 16), chance.whole(1, 6)]],
    [2, [chance.whole(2, 16)]],
    [1.5, volume(chance)],
  ]);

const LAST = {
  use_bias: true,
  kernel_initializer: 'glorot_uniform',
  bias_initializer: { random_normal: { stddev: 0.1 } },
};

/** A prediction by a last layer, and its target. */
function lossFor(name, { chance, body, row, at }) {
  const { make, options, weight = 1, predictions = 1, target = 'uniform', ...fixed } = LOSSES[name];
  const chosen = make ? make(chance) : { activation: fixed.activation, options: options?.(chance) ?? {} };
  const units = chance.whole(2, 7);
  const activation = chosen.activation ?? chance.pick(['linear', 'linear', 'tanh', 'sigmoid', 'elu']);
  const made = Array.from({ length: predictions }, () =>
    body.layer('Dense', { units, activation, ...LAST }, [row]),
  );
  return {
    predictions: made,
    loss: { name: `loss${at}`, loss: name, options: chosen.options, weight },
    field: target === null ? null : { name: `y${at}`, shape: [units], holds: target },
  };
}

const trained = ({ nodes }) => nodes.some(({ layer }) => TRAINED.test(layer ?? ''));
const TRAINED = /Conv|Dense|Normalization|PReLU/;

/**
 * The task of a seed. Consecutive seeds cycle through the losses and optimizers.
 *
 * @param vocabulary lagraph's `layers` and `functions`, and its `check`
 */
export function randomTask(seed, vocabulary) {
  for (let attempt = 0; ; attempt++) {
    const task = attemptTask(seed, chanceOf(seed * 1009 + attempt), vocabulary);
    // Weights that no gradient reaches are an error: such a task is not used.
    if (task && vocabulary.check(graphText(task)).program) return task;
  }
}

const nth = (table, at) => Object.keys(table)[at % Object.keys(table).length];

function attemptTask(seed, chance, vocabulary) {
  const batch = chance.whole(2, 8);
  const shape = inputShape(chance);
  const twice = chance.maybe(0.35);
  const fields = [{ name: 'x0', shape, holds: 'image' }];
  if (twice) fields.push({ name: 'x1', shape, holds: 'image' });

  const encoder = builder('encoder', [{ name: 'x', shape }], chance, vocabulary);
  encoder.grow(chance.whole(2, 8));
  const latents = encoder.values.filter(({ uses, name }) => uses === 0 && name !== 'x');
  if (latents.length === 0 || latents.length > 3) return null;
  const codes = chance.shuffled(latents);
  const calls = fields.map(({ name }, at) => ({ name: `z${at}`, network: 'encoder', of: [name] }));

  const inputs = calls.flatMap((call) =>
    codes.map((code, at) => ({
      name: `${call.name}${at}`,
      shape: code.shape,
      call: call.name,
      output: code.name,
    })),
  );
  const side = chance.maybe(0.3) ? { name: 'x2', shape: inputShape(chance), holds: 'image' } : null;
  if (side) {
    fields.push(side);
    inputs.push({ name: 'x2', shape: side.shape, field: 'x2' });
  }
  const head = builder(
    'head',
    inputs.map(({ name, shape: sides }) => ({ name, shape: sides })),
    chance,
    vocabulary,
  );
  head.grow(chance.whole(1, 5));
  const row = head.row();
  if (!row) return null;
  const losses = [];
  const ends = [];
  const wanted = [nth(LOSSES, seed), ...(chance.maybe(0.25) ? [chance.pick(Object.keys(LOSSES))] : [])];
  for (const [at, name] of wanted.entries()) {
    const made = lossFor(name, { chance, body: head, row, at });
    if (made.predictions.includes(null)) return null;
    losses.push({
      ...made.loss,
      weight: made.loss.weight * (at === 0 ? 1 : 0.5),
      of: made.predictions.map((value) => value.name),
      target: made.field?.name ?? null,
    });
    if (made.field) fields.push(made.field);
    ends.push(...made.predictions);
  }
  const frozen = chance.maybe(0.15) || !trained(encoder.network([])) ? ['encoder'] : [];
  const optimizer = nth(OPTIMIZERS, seed + Math.floor(seed / 40));
  return {
    seed,
    batch,
    fields,
    networks: [encoder.network(codes), head.network(ends)],
    calls: [
      ...calls,
      {
        name: 'out',
        network: 'head',
        of: inputs.map(({ field, call, output }) => field ?? { call, output }),
      },
    ],
    losses,
    optimizer: { name: optimizer, args: OPTIMIZERS[optimizer](chance) },
    clip: chance.maybe(0.3) ? chance.pick([0.1, 1, 10]) : null,
    frozen,
  };
}
