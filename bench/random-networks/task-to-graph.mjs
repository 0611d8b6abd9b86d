/** A task as a graph of lagraph, and the data of its steps. */
import { chanceOf } from './seeded-random.mjs';

const written = (value) =>
  Array.isArray(value) ? `[${value.map(written).join(', ')}]` : value === null ? 'null' : String(value);

const callText = (name, of, numbers, options) => {
  const named = Object.entries(options ?? {}).map(([key, value]) => `${key}=${written(value)}`);
  return `${name}(${[...of, ...(numbers ?? []).map(String), ...named].join(', ')})`;
};

/** The short form with one argument needs a layer's main argument; the full form always works. */
const node = (one) =>
  one.layer
    ? { [one.layer]: one.args, of: one.of }
    : callText(one.function, one.of, one.numbers, one.options);

function networkEntry({ inputs, nodes, outputs }) {
  return {
    inputs: Object.fromEntries(inputs.map(({ name, shape }) => [name, shape])),
    nodes: Object.fromEntries(nodes.map((one) => [one.name, node(one)])),
    outputs,
  };
}

const wire = (value) => (typeof value === 'string' ? value : `${value.call}.${value.output}`);

const metricTexts = (metrics) =>
  Object.fromEntries(
    Object.entries(metrics).map(([name, { metric, of, target }]) => [
      name,
      callText(metric, [target, ...of.map((output) => `out.${output}`)]),
    ]),
  );

/** A field of any shape: a draw for each example. The steps are fed with `fieldsOf` instead. */
const fieldText = (shape) =>
  `uniform_like(reshape(mean(image), target_shape=[${shape.map(() => 1).join(', ')}]) + uniform(shape=[${shape.join(', ')}]))`;

/** The field that a draw's stream makes, if any. */
export const fieldOfStream = (stream) => /^made\/([xy]\d+)\//.exec(stream)?.[1];

/** Data sets, of which `made` has fields that are drawn. */
const drawnData = ({ fields }) => ({
  digits: { source: 'mnist' },
  made: {
    from: 'digits',
    add: Object.fromEntries(fields.map(({ name, shape }) => [name, fieldText(shape)])),
  },
});

/**
 * A phase `learn` that trains the task, and a model `whole` that computes the operands of the losses.
 *
 * @param data data sets, of which `made` has the task's fields
 */
export function graphOf(task, data = drawnData(task)) {
  const { seed, batch, fields, networks, calls, losses, metrics = {}, optimizer, clip, frozen } = task;
  const wires = Object.fromEntries(
    calls.map(({ name, network, of }) => [name, `${network}(${of.map(wire).join(', ')})`]),
  );
  const lossText = ({ loss, options, of, target }) => {
    const predictions = of.map((output) => `out.${output}`);
    if (loss === 'contrastive') return `contrastive(matmul(${predictions.join(', ')}, transpose_b=true))`;
    return callText(loss, [...(target ? [target] : []), ...predictions], [], options);
  };
  const inputs = fields.filter(({ name }) => name.startsWith('x'));
  return {
    lagraph: 1,
    name: task.name ?? `random-${seed}`,
    seed,
    data,
    networks: Object.fromEntries(networks.map((one) => [one.name, networkEntry(one)])),
    models: {
      whole: {
        inputs: Object.fromEntries(inputs.map(({ name, shape }) => [name, shape])),
        wires: {
          ...wires,
          ...Object.fromEntries(networks.at(-1).outputs.map((output) => [`end_${output}`, `out.${output}`])),
        },
        outputs: networks.at(-1).outputs.map((output) => `end_${output}`),
      },
    },
    plan: {
      learn: {
        train: networks.map(({ name }) => name).filter((name) => !frozen.includes(name)),
        on: { data: 'made', epochs: 1, steps_per_epoch: 3, batch_size: batch },
        wires,
        losses: Object.fromEntries(
          losses.map((one) => [one.name, { value: lossText(one), weight: one.weight }]),
        ),
        optimizer: { [optimizer.name]: optimizer.args },
        ...(Object.keys(metrics).length > 0 ? { metrics: metricTexts(metrics) } : {}),
        ...(frozen.length > 0 ? { untrained: true } : {}),
        ...(clip === null ? {} : { clip_gradients: clip }),
      },
    },
  };
}

/** The graph as text: JSON, which is YAML. */
export const graphText = (task) => JSON.stringify(graphOf(task), null, 1);

const fills = {
  image: (c) => (c.maybe(0.2) ? 0 : c.uniform(-1, 1)),
  uniform: (c) => c.uniform(-1, 1),
  unit: (c) => c.next(),
  positive: (c) => c.uniform(0.3, 2),
  signs: (c) => (c.maybe(0.5) ? 1 : -1),
};

/**
 * Values of the fields in a step, by name, each a Float32Array. Images have flat areas, so that max pooling has ties.
 */
export function fieldsOf({ seed, batch, fields }, step) {
  return Object.fromEntries(
    fields.map(({ name, shape, holds }, at) => {
      const chance = chanceOf(seed * 7919 + step * 31 + at);
      const length = shape.reduce((product, side) => product * side, batch);
      const data = new Float32Array(length);
      const classes = shape.at(-1);
      if (holds === 'onehot' || holds === 'numbers') {
        for (let row = 0; row < length / classes; row++)
          data[row * classes + chance.whole(0, classes - 1)] = 1;
      } else if (holds === 'shares') {
        for (let row = 0; row < length; row += classes) {
          const parts = Array.from({ length: classes }, () => chance.uniform(0.05, 1));
          const sum = parts.reduce((total, part) => total + part, 0);
          data.set(
            parts.map((part) => part / sum),
            row,
          );
        }
      } else {
        for (let i = 0; i < length; i++) data[i] = fills[holds](chance);
      }
      return [name, data];
    }),
  );
}

/** A draw of a step: bytes, uniform or normal numbers. */
export function drawOf({ seed }, { kind, stream }, step, size) {
  const chance = chanceOf(
    seed * 104729 + step * 613 + [...stream].reduce((sum, one) => sum * 31 + one.charCodeAt(0), 7),
  );
  if (kind === 'bytes') return Uint8Array.from({ length: size }, () => chance.whole(0, 255));
  const next = kind === 'normal' ? chance.normal : chance.next;
  return Float32Array.from({ length: size }, () => next());
}
