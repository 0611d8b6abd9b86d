/**
 * Networks that people would write, from a seed: plain data of the same form as the tasks of bench/random-networks, of
 * realistic sizes, each with a one-line description, the kinds of things in it, and what its step costs.
 */
import { chanceOf } from '../random-networks/seeded-random.mjs';
import { networkBuilder, Unfit } from './builder.mjs';
import { costOf, LEAST_MS, MOST_BYTES, MOST_FLOP, MOST_MS } from './cost.mjs';
import { described } from './describe.mjs';
import { FAMILIES } from './families.mjs';
import { networkText } from './graph.mjs';
import { kindsOf } from './kinds.mjs';
import { optimizerOf } from './optimizers.mjs';
import { styleOf } from './style.mjs';

const BATCHES = [8, 10, 16, 16, 20, 32, 32, 32, 48, 50, 64, 64, 64, 100, 128, 128, 128, 200, 256, 256];
/** How far a batch may be made smaller for a network that is large: most people would take a smaller network instead. */
const LEAST_BATCHES = [8, 16, 16, 32];
const MOST_BATCH = 256;

/** Which half is not trained, if any: a frozen encoder is common, a frozen decoder is not. */
const frozenOf = (chance) =>
  chance.weighted([
    [16, []],
    [3, ['encoder']],
    [1, ['decoder']],
  ]);

/**
 * A network of a family with any batch size.
 *
 * @param settled the shape of the input, and what is frozen
 * @throws Unfit
 */
function attempt(chance, family, { shape, frozen }, vocabulary) {
  const style = styleOf(chance);
  const encoder = networkBuilder('encoder', [{ name: 'x', shape }], vocabulary);
  const [x] = encoder.inputs;
  const noisy = /autoencoder|u-shaped/.test(family.name) && chance.maybe(0.2);
  const begun = noisy ? encoder.layer('GaussianNoise', { stddev: 0.1 }, x) : x;
  const { last, levels } = family.encode({ net: encoder, style, chance }, begun);

  const [goal, decode] = chance.pick(family.decode);
  const read = goal === 'unfoldWithSkips' ? [last, ...levels] : [last];
  const decoder = networkBuilder(
    'decoder',
    read.map((value, at) => ({ name: `z${at}`, shape: value.shape })),
    vocabulary,
  );
  const [first, ...skips] = decoder.inputs;
  const make = { net: decoder, style, chance };
  const { value, target, loss, accuracy } = decode(make, { last: first, levels: skips }, shape);

  const fields = [{ name: 'x0', shape, holds: 'unit' }];
  if (target) fields.push({ name: 'y0', ...target });
  const targetField = target ? 'y0' : 'x0';
  const accurate = { accuracy: { metric: 'accuracy', of: [value.name], target: targetField } };
  const task = {
    batch: chance.pick(BATCHES),
    family: family.name,
    goal,
    style,
    fields,
    networks: [encoder.network(read), decoder.network([value])],
    calls: [
      { name: 'code', network: 'encoder', of: ['x0'] },
      { name: 'out', network: 'decoder', of: read.map(({ name }) => ({ call: 'code', output: name })) },
    ],
    losses: [{ name: 'loss', loss, options: {}, of: [value.name], target: targetField, weight: 1 }],
    metrics: accuracy ? accurate : {},
    optimizer: optimizerOf(chance),
    clip: chance.maybe(0.12) ? 1 : null,
    frozen,
  };
  return { task, costs: { encoder: encoder.costs, decoder: decoder.costs } };
}

/**
 * The network with a batch size at which a step is within bounds; null if there is none.
 *
 * @param bounds `mostMs`: below what is allowed, so that steps differ in length; `least`: the smallest batch
 */
function withFittingBatch({ task, costs }, { mostMs, least }) {
  const { parameters, trainable, ofBatch } = costOf(costs, task.frozen);
  const fits = ({ flop, bytes, leastMs }) => leastMs <= mostMs && flop <= MOST_FLOP && bytes <= MOST_BYTES;
  let { batch } = task;
  while (batch >= least && !fits(ofBatch(batch))) batch = Math.floor(batch / 2);
  while (batch < MOST_BATCH && ofBatch(batch).leastMs < LEAST_MS) batch *= 2;
  const cost = { parameters, trainable, ...ofBatch(batch) };
  if (batch < least || batch > MOST_BATCH || !fits(cost) || cost.leastMs < LEAST_MS) return null;
  return { ...task, batch, cost };
}

const boundsOf = (chance) => ({
  mostMs: MOST_MS * 50 ** -chance.next(),
  least: chance.pick(LEAST_BATCHES),
});

/**
 * One network of a seed. The first networks of a seed go over all families; the others do so again.
 *
 * @param lagraph lagraph's `layers`, `functions` and `check`
 */
export function networkOf(seed, index, lagraph) {
  const order = chanceOf(seed * 7907 + Math.floor(index / FAMILIES.length)).shuffled(FAMILIES);
  const family = order[index % FAMILIES.length];
  // Settled once: of networks that are drawn again and again until a step is short, most would be of small pictures.
  const first = chanceOf((seed * 1000 + index) * 331);
  const settled = { shape: family.input(first), frozen: frozenOf(first) };
  for (let tries = 1; tries < 300; tries++) {
    const chance = chanceOf((seed * 1000 + index) * 331 + tries);
    try {
      const made = attempt(chance, family, settled, lagraph);
      const task = withFittingBatch(made, boundsOf(chance));
      // Weights that no gradient reaches are an error: nobody would keep such a network.
      if (!task || !lagraph.check(networkText(task)).program) continue;
      const name = `network-${seed}-${index}`;
      return { ...task, seed, index, name, description: described(task), kinds: kindsOf(task) };
    } catch (error) {
      if (!(error instanceof Unfit)) throw error;
    }
  }
  throw new Error(`no network of ${family.name} is within bounds (seed ${seed}, ${index})`);
}

/** The first networks of a seed. */
export const networksOf = (seed, count, lagraph) =>
  Array.from({ length: count }, (_, index) => networkOf(seed, index, lagraph));
