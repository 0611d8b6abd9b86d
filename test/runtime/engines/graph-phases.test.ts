/** Compares the engines on phases of graphs, from the text on: all optimizers, layers with state, partial batches. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { trainingStep } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, type Engine, type TensorData } from '../../../src/runtime/engines/index.js';
import { randomStream } from '../../../src/runtime/random-streams/index.js';
import { createStepFeeder } from '../../../src/runtime/trainer/step-feeds.js';
import { scheduledScalars } from '../../../src/runtime/trainer/scalar-schedules.js';
import { optimizers } from '../../../src/vocabulary/index.js';
import { engines } from '../../support/engines-under-test.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { startingState } from '../../support/starting-state.js';

interface Graph {
  batch: number;
  optimizer?: string;
  layers?: string[];
  loss?: string;
}

const graphOf = ({ batch, optimizer = 'SGD: 0.1', layers = [], loss }: Graph) => `lagraph: 1
name: small
seed: 11
data: {mnist: {source: mnist}}
networks:
  reader:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 16, kernel_size: 3, strides: 4, padding: same}
${layers.map((layer) => `      - ${layer}\n`).join('')}      - Flatten
      - Dense: {units: 10, activation: softmax}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 1, batch_size: ${batch}}
    loss: ${loss ?? 'categorical_crossentropy(label, reader(image))'}
    optimizer: {${optimizer}}
`;

const STEPS = 4;

/** Random fields; labels are one-hot. */
function fieldsOf(batch: number): Record<string, TensorData> {
  const image = new Float32Array(batch * 784);
  randomStream(1, 'image').uniform(0, image);
  const label = new Float32Array(batch * 10);
  for (let i = 0; i < batch; i++) label[i * 10 + ((i * 7) % 10)] = 1;
  return { image, label };
}

async function open(engine: Engine, text: string) {
  const program = compile(text);
  const phase = program.phases[0]!;
  const step = await trainingStep(program, phase, phase.batchSize);
  const state = startingState(program, phase);
  const session = await engine.open({ threads: 1, notice: noNotice });
  await session.write(state);
  const prepared = await session.prepare(step);
  const fields = fieldsOf(phase.batchSize);
  const feed = createStepFeeder(step, phase.batchSize, {
    set: {
      examples: phase.batchSize,
      fields: {},
      gather: (_examples: unknown, _pass: unknown, names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, fields[name]!])),
      varies: () => false,
      key: (example: number) => example,
    } as never,
    features: new Map(),
    seed: program.seed,
    scope: phase.name,
  });
  const batch = { dataPass: 0, examples: Int32Array.from({ length: phase.batchSize }, (_, i) => i) };
  let number = 0;
  return {
    session,
    step: async () =>
      (await prepared.run(feed(batch, number, scheduledScalars(phase, number++, STEPS)))).loss![0]!,
  };
}

async function train(engine: Engine, text: string) {
  const { session, step } = await open(engine, text);
  try {
    const losses: number[] = [];
    for (let i = 0; i < STEPS; i++) losses.push(await step());
    return { losses, state: await session.read() };
  } finally {
    await session.close();
  }
}

async function same(graph: Graph) {
  const text = graphOf(graph);
  const should = await train(tfjsEngine(), text);
  // The step has an effect: the loss changes.
  expect(new Set(should.losses).size).toBe(STEPS);
  for (const [engine, one] of engines) {
    const is = await train(one, text);
    is.losses.forEach((loss, i) => expect(loss, engine).toBeCloseTo(should.losses[i]!, 4));
    for (const [name, { data }] of should.state) {
      const other = is.state.get(name)!.data;
      const most = data.reduce((largest, one) => Math.max(largest, Math.abs(one)), 1e-3);
      const apart = data.reduce((largest, one, i) => Math.max(largest, Math.abs(one - other[i]!)), 0);
      expect(apart / most, `${name}, ${engine}`).toBeLessThan(2e-3);
    }
  }
}

/** Arguments that turn on an optimizer's options, beside its defaults. */
const more: Record<string, string[]> = {
  SGD: [
    'SGD: {learning_rate: 0.1, momentum: 0.9}',
    'SGD: {learning_rate: 0.1, momentum: 0.9, nesterov: true}',
  ],
  RMSprop: ['RMSprop: {learning_rate: 0.001, momentum: 0.5, centered: true}'],
  Adam: ['Adam: {learning_rate: 0.001, amsgrad: true}'],
};

describe('the engines agree on phases of graphs', () => {
  it.each([...optimizers.keys()].flatMap((name) => [`${name}: 0.01`, ...(more[name] ?? [])]))(
    'optimizer {%s}',
    (optimizer) => same({ batch: 4, optimizer }),
  );

  it.each([
    ['Dropout', ['Dropout: 0.3']],
    ['GaussianNoise', ['GaussianNoise: 0.3']],
    ['BatchNormalization', ['BatchNormalization', 'LeakyReLU: 0.2']],
    ['LayerNormalization', ['LayerNormalization']],
    ['GroupNormalization', ['GroupNormalization: 4', 'ReLU', 'GroupNormalization: -1']],
    ['RMSNormalization', ['RMSNormalization', 'LeakyReLU: 0.2', 'UnitNormalization']],
    [
      'those of series',
      [
        'Reshape: [49, 16]',
        'ZeroPadding1D: [1, 2]',
        'Cropping1D: 2',
        'UpSampling1D',
        'SpatialDropout1D: 0.2',
        'Conv1DTranspose: {filters: 5, kernel_size: 3, strides: 2}',
        'Rescaling: {scale: 0.5, offset: 0.1}',
      ],
    ],
    ['all of them', ['BatchNormalization', 'LeakyReLU', 'GaussianNoise: 0.1', 'Dropout: 0.5']],
  ])('layers that draw or keep something: %s', (_, layers) => same({ batch: 6, layers }));

  it.each([1, 15, 16, 17, 33])('batches of %i', (batch) =>
    same({
      batch,
      layers: ['Conv2D: {filters: 16, kernel_size: 3, padding: same}', 'MaxPooling2D', 'Dropout: 0.2'],
    }),
  );

  const square = (loss: string): Graph[] => [4, 3].map((batch) => ({ batch, loss }));
  const size = 'sum(square(reader(image)), axis=-1, keepdims=true)';
  it.each(
    [
      // Squared distances between all pairs of examples, by broadcasting as in NumPy.
      `mean(${size} + transpose(${size}) - 2 * matmul(reader(image), reader(image), transpose_b=true), axis=-1)`,
      'mean(mean(square(expand_dims(reader(image), axis=1) - expand_dims(label, axis=0)), axis=-1), axis=-1)',
      `mean(abs(${size} * transpose(${size}) + normal(0, 1)), axis=-1)`,
      `mean_squared_error(maximum(${size}, transpose(${size})), matmul(label, transpose(label)))`,
      `mean(where(greater(${size}, transpose(${size})), squared_difference(${size}, transpose(${size})), 0.5 * ${size}), axis=-1)`,
    ]
      .flatMap(square)
      .map((graph) => [graph.loss!, graph.batch, graph] as const),
  )('all examples with all: %s, %d of them', (_loss, _batch, graph) => same(graph));
});

describe('a long training', () => {
  it.each(engines)(
    '%s needs no more memory after thousands of steps than after some',
    async (_, engine) => {
      const layers = ['Flatten', 'Dense: {units: 256, activation: relu}', 'Dropout: 0.2'];
      const { session, step } = await open(engine, graphOf({ batch: 4, optimizer: 'Adam: 0.001', layers }));
      try {
        for (let i = 0; i < 500; i++) await step();
        const before = process.memoryUsage().rss;
        for (let i = 0; i < 3000; i++) await step();
        const grown = (process.memoryUsage().rss - before) / 2 ** 20;
        // Weights and slots are about 2.6 MB; a leak of them in each step would be 7.8 GB.
        expect(grown).toBeLessThan(200);
      } finally {
        await session.close();
      }
    },
    600_000,
  );
});
