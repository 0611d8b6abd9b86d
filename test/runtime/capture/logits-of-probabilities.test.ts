/**
 * Crossentropies of a softmax or a sigmoid are computed from its logits, wherever it is applied and whichever
 * function takes the logarithm.
 */
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import {
  hoistFrozenFeatures,
  assumeConstantExamples,
  stepWires,
} from '../../../src/runtime/plan/feature-hoisting.js';
import { evaluationStep, trainingStep, type StepProgram } from '../../../src/runtime/capture/index.js';
import { tfjsEngine } from '../../../src/runtime/engines/index.js';
import { random } from '../../support/seeded-random.js';
import { startingState } from '../../support/starting-state.js';

const BATCH = 6;
const CLASSES = 10;

/** Weights so large that most probabilities are 0 or 1 in float32. */
const head = '{units: 10, kernel_initializer: {random_normal: {stddev: 40}}';
const logits = `{Dense: ${head}}}`;
const layers = (...list: string[]) => `layers: [Flatten, ${list.join(', ')}]`;

const graphOf = (networks: Record<string, string>, loss: string, more = '') => `lagraph: 1
name: saturated
seed: 5
data: {mnist: {source: mnist}}
networks:
${Object.entries(networks)
  .map(([name, text]) => `  ${name}: {input: ${name === 'net' ? '[28, 28, 1]' : 'net'}, ${text}}\n`)
  .join('')}${more}plan:
  p:
    train: net
    on: {data: mnist, epochs: 1, batch_size: ${BATCH}}
    loss: ${loss}
    optimizer: {SGD: 0.1}
`;

function fields(): Record<string, Float32Array> {
  const label = new Float32Array(BATCH * CLASSES);
  for (let at = 0; at < BATCH; at++) label[at * CLASSES + ((at * 7) % CLASSES)] = 1;
  return { image: random(3).uniform(BATCH * 784, 0, 1), label };
}

interface Stepped {
  loss: number;
  weights: Map<string, Float32Array>;
  program: StepProgram;
  /** The loss in a step without gradients. */
  evaluated: number;
}

async function step(text: string): Promise<Stepped> {
  const compiled = compile(text);
  const phase = compiled.phases[0]!;
  const program = trainingStep(compiled, phase, BATCH);
  const session = await tfjsEngine().open({ threads: 1 });
  try {
    await session.write(startingState(compiled, phase));
    const wire = phase.updates[0]!.losses[0]!.wire;
    const evaluation = evaluationStep(compiled, phase.wires, [{ name: 'loss', wire }], BATCH);
    const values = (await (await session.prepare(evaluation)).run(fields())).loss!;
    const evaluated = [...values].reduce((sum, one) => sum + one, 0) / values.length;
    const results = await (await session.prepare(program)).run({ ...fields(), 'learning_rate/p': 0.1 });
    const state = await session.read();
    const weights = new Map(
      [...state].filter(([name]) => name.startsWith('net/')).map(([name, { data }]) => [name, data]),
    );
    return { loss: results.loss![0]!, weights, program, evaluated };
  } finally {
    await session.close();
  }
}

/** Compares loss and weights after a step up to the last few bits. */
function expectSame(one: Stepped, other: Stepped) {
  const close = (is: number, should: number, least: number) =>
    expect(Math.abs(is - should)).toBeLessThanOrEqual(2e-6 * Math.max(least, Math.abs(should)));
  expect(Number.isFinite(one.loss)).toBe(true);
  close(one.loss, other.loss, 1);
  close(one.evaluated, other.evaluated, 1);
  for (const [name, data] of other.weights) {
    data.forEach((value, at) => close(one.weights.get(name)![at]!, value, 10));
  }
}

const kernels = ({ program }: Stepped) => program.calls.map(({ kernel }) => kernel);

const outer = (text: string) => ({ net: layers(logits), outer: `layers: [${text}]` });

describe.each([
  ['categorical', (p: string) => `categorical_crossentropy(label, ${p})`],
  ['sparse', (p: string) => `sparse_categorical_crossentropy(label, ${p})`],
])('%s crossentropy of a softmax', (_name, loss) => {
  const right = step(graphOf({ net: layers(logits) }, loss('net(image), from_logits=true')));

  it.each<[string, Record<string, string>, string]>([
    ['as activation', { net: layers(`{Dense: ${head}, activation: softmax}}`) }, 'net(image)'],
    ['as a layer Activation', { net: layers(logits, '{Activation: softmax}') }, 'net(image)'],
    ['as a layer Softmax', { net: layers(logits, 'Softmax') }, 'net(image)'],
    ['in another network', outer('Softmax'), 'outer(net(image))'],
    ['as a function', { net: layers(logits) }, 'softmax(net(image))'],
    [
      'as a node',
      {
        net: `nodes: {a: flatten(input), dense: ${logits.slice(0, -1)}, of: a}, c: softmax(dense)}, outputs: c`,
      },
      'net(image)',
    ],
    [
      'behind a Reshape',
      { net: layers(logits, 'Softmax', '{Reshape: [1, 10]}', '{Reshape: [10]}') },
      'net(image)',
    ],
    ['behind Flatten', { net: layers(logits, '{Reshape: [1, 10]}', 'Softmax', 'Flatten') }, 'net(image)'],
    [
      'behind reshape()',
      { net: layers(logits, '{Reshape: [1, 1, 10]}', 'Softmax') },
      'reshape(net(image), target_shape=[10])',
    ],
    [
      'behind Dropout and noise of a frozen call',
      outer('Softmax, {Activation: linear}'),
      'outer(net(image))',
    ],
    [
      'that is said to be logits, as in Keras',
      { net: layers(logits, 'Softmax') },
      'net(image), from_logits=true',
    ],
  ])('%s', async (_where, networks, p) => {
    const found = await step(graphOf(networks, loss(p)));
    expectSame(found, await right);
    // Nothing else uses the probabilities.
    expect(kernels(found)).not.toContain('Softmax');
  });

  it('in a model', async () => {
    const networks = outer('Softmax');
    const text = graphOf(networks, loss('whole(image)'), 'models: {whole: net -> outer}\n');
    expectSame(await step(text), await right);
  });

  it('whose logarithm is taken by hand', async () => {
    const p = 'log(softmax(net(image)))';
    expectSame(await step(graphOf({ net: layers(logits) }, `-sum(label * ${p})`)), await right);
  });
});

describe('binary crossentropy of a sigmoid', () => {
  const net = { net: layers(logits) };
  const right = step(graphOf(net, 'binary_crossentropy(label, net(image), from_logits=true)'));

  it.each<[string, Record<string, string>, string]>([
    [
      'as activation',
      { net: layers(`{Dense: ${head}, activation: sigmoid}}`) },
      'binary_crossentropy(label, net(image))',
    ],
    [
      'behind reshape(), stack() and transpose()',
      net,
      'binary_crossentropy(concat(label, label), reshape(transpose(stack(sigmoid(net(image)), sigmoid(net(image)), axis=2), axes=[0, 2, 1]), target_shape=[20]))',
    ],
    ['by hand', net, '-mean(label * log(sigmoid(net(image))) + (1 - label) * log(1 - sigmoid(net(image))))'],
    ['of the other class', net, 'binary_crossentropy(1 - label, 1 - sigmoid(net(image)))'],
    ['twice turned round', net, 'binary_crossentropy(label, 1 - (1 - sigmoid(net(image))))'],
  ])('%s', async (_where, networks, loss) => {
    const found = await step(graphOf(networks, loss));
    expectSame(found, await right);
    expect(kernels(found)).not.toContain('Log');
  });

  it('with smoothed labels', async () => {
    const loss = (p: string) => `binary_crossentropy(label, ${p}, label_smoothing=0.1)`;
    const other = await step(graphOf(net, loss('net(image), from_logits=true')));
    expectSame(await step(graphOf(net, loss('sigmoid(net(image))'))), other);
  });
});

describe('gradients go the way that is written', () => {
  const net = { net: layers(logits) };
  const moved = async (loss: string) => {
    const { weights } = await step(graphOf(net, loss));
    const start = await step(graphOf(net, 'mean(stop_gradient(net(image))) + 0 * mean(net(image))'));
    return [...weights].flatMap(([name, data]) =>
      Array.from(data, (one, at) => one - start.weights.get(name)![at]!),
    );
  };
  const loss = (p: string) => `categorical_crossentropy(label, ${p})`;

  it('not at all through stop_gradient, and with the other sign through reverse_gradient', async () => {
    const there = await moved(loss('softmax(net(image))'));
    expect(there.some((one) => Math.abs(one) > 1e-3)).toBe(true);
    const still = await moved(`${loss('stop_gradient(softmax(net(image)))')} + 0 * mean(net(image))`);
    expect(still.every((one) => one === 0)).toBe(true);
    const back = await moved(loss('reverse_gradient(softmax(net(image)), 0.5)'));
    back.forEach((one, at) => expect(one).toBeCloseTo(-0.5 * there[at]!, 3));
  });

  it('past the hard value of straight_through, whose logarithm is its own', async () => {
    const found = await moved(
      '-mean(log(straight_through(sigmoid(stop_gradient(net(image))), net(image)) + 1))',
    );
    expect(found.some((one) => one !== 0)).toBe(true);
  });
});

it('what is no probability of a softmax or a sigmoid is clipped as in Keras', async () => {
  const networks = { net: layers(`{Dense: ${head}, activation: relu}}`) };
  const found = await step(graphOf(networks, 'categorical_crossentropy(label, net(image) + 1)'));
  expect(kernels(found)).toContain('ClipByValue');
  const other = await step(
    graphOf({ net: layers(logits) }, 'binary_crossentropy(label, clip(net(image), 0, 1))'),
  );
  expect(other.loss).toBeLessThan(-Math.log(1e-7));
});

describe('features that are computed once', () => {
  const wiresOf = (loss: string, train: string) => {
    const program = compile(`lagraph: 1
name: hoisted
data: {mnist: {source: mnist}}
networks:
  teacher: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: 10, activation: softmax}}, {Reshape: [10]}]}
  student: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: 10, activation: softmax}}]}
plan:
  p: {train: ${train}, untrained: true, on: {data: mnist, epochs: 1}, loss: "${loss}", optimizer: Adam}
`);
    const phase = program.phases[0]!;
    return hoistFrozenFeatures(program, phase, {
      set: assumeConstantExamples(10),
      used: 10,
      wires: phase.wires,
      wanted: stepWires(phase),
    });
  };

  it('leave probabilities in the step whose logarithm it takes', () => {
    const reversed = wiresOf('categorical_crossentropy(student(image), teacher(image))', 'student');
    expect(reversed.precompute).toBeNull();
    const byHand = wiresOf(
      'sum(student(image) * log(reshape(teacher(image), target_shape=[10])))',
      'student',
    );
    expect(byHand.precompute).toBeNull();
  });

  it('are probabilities where nobody does', () => {
    const distilled = wiresOf('categorical_crossentropy(teacher(image), student(image))', 'student');
    expect(distilled.precompute?.outputs).toHaveLength(1);
    const logged = wiresOf('sum(student(image) * log(teacher(image)))', 'student');
    expect(logged.precompute?.outputs).toHaveLength(1);
  });
});
