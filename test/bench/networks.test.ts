import { beforeAll, describe, expect, it } from 'vitest';
import { weightsTrainedBy } from '../../src/compiler/index.js';
import { check, compile } from '../../src/index.js';
import { evaluationStep, trainingStep, type StepProgram } from '../../src/runtime/capture/index.js';
import { inferenceWires } from '../../src/runtime/trainer/inference-wires.js';
import { functions, layers, shapeSize } from '../../src/vocabulary/index.js';
import { startingState } from '../support/starting-state.js';
import { load } from './import-bench-module.js';

interface Node {
  layer?: string;
  function?: string;
  args?: Record<string, unknown>;
}
interface Network {
  name: string;
  index: number;
  family: string;
  description: string;
  kinds: string[];
  batch: number;
  fields: { name: string; shape: number[] }[];
  networks: { name: string; nodes: Node[] }[];
  optimizer: { name: string };
  frozen: string[];
  cost: { parameters: number; trainable: number; flop: number; bytes: number; leastMs: number };
}
const lagraph = { check, functions, layers };
const { networksOf, networkOf } = await load<{
  networksOf(seed: number, count: number, lagraph: object): Network[];
  networkOf(seed: number, index: number, lagraph: object): Network;
}>('networks/generate.mjs');
const { networkText } = await load<{ networkText(network: Network): string }>('networks/graph.mjs');
const { FAMILIES } = await load<{ FAMILIES: unknown[] }>('networks/families.mjs');
const { prepareTask } = await load<{
  prepareTask(
    network: Network,
    lagraph: object,
    text: string,
  ): { step: StepProgram; feeds: Record<string, number | { length: number }>[] };
}>('random-networks/training-steps.mjs');

const COUNT = 20;

describe.each([1, 100])('the networks of seed %d', (seed) => {
  let networks: Network[];
  beforeAll(() => {
    networks = networksOf(seed, COUNT, lagraph);
  }, 60_000);

  it('are graphs that compile, with a phase that trains as many weights as are told', () => {
    for (const network of networks) {
      const program = compile(networkText(network));
      const [phase] = program.phases;
      expect(phase!.batchSize).toBe(network.batch);
      const trained = weightsTrainedBy(phase!);
      const weights = program.networks.flatMap((one) => one.weights);
      const count = (of: typeof weights) => of.reduce((sum, { shape }) => sum + shapeSize(shape), 0);
      expect(count(weights), network.description).toBe(network.cost.parameters);
      const moved = count(weights.filter(({ name }) => trained.has(name)));
      expect(moved, network.description).toBe(network.cost.trainable);
      expect(moved).toBeGreaterThan(0);
      for (const name of network.frozen)
        expect([...trained].filter((weight) => weight.startsWith(`${name}/`))).toEqual([]);
    }
  });

  it('are within bounds', () => {
    for (const { description, batch, cost } of networks) {
      expect(cost.flop, description).toBeLessThanOrEqual(30e9);
      expect(cost.bytes, description).toBeLessThanOrEqual(2 * 2 ** 30);
      expect(cost.leastMs, description).toBeGreaterThanOrEqual(0.5);
      expect(batch, description).toBeGreaterThanOrEqual(8);
      expect(batch, description).toBeLessThanOrEqual(256);
    }
  });

  it('are the same whenever they are made, alone or with others', () => {
    for (const index of [0, COUNT - 1])
      expect(networkText(networkOf(seed, index, lagraph))).toBe(networkText(networks[index]!));
  });

  it('differ in kind', () => {
    expect(new Set(networks.map(networkText)).size).toBe(COUNT);
    expect(new Set(networks.map(({ family }) => family)).size).toBeGreaterThan(12);
    expect(new Set(networks.map(({ optimizer }) => optimizer.name)).size).toBeGreaterThan(4);
    expect(new Set(networks.map(({ fields }) => fields[0]!.shape.length))).toEqual(new Set([1, 2, 3]));
  });
});

it('has no network in common between seeds', () => {
  const texts = [1, 2, 100].flatMap((seed) => networksOf(seed, 3, lagraph).map(networkText));
  const bodies = texts.map((text) => text.replace(/^(name|seed): .*$/gm, ''));
  expect(new Set(bodies).size).toBe(texts.length);
});

it('goes over all kinds of layers that people train', () => {
  const networks = networksOf(2, FAMILIES.length, lagraph);
  const kinds = new Set(networks.flatMap(({ kinds: of }) => of));
  const expected = [
    ...['Conv2D', 'Conv1D', 'strided Conv2D', 'dilated Conv2D', 'Conv2D of side 1', 'DepthwiseConv2D'],
    ...['SeparableConv2D', 'Conv2DTranspose', 'Dense', 'MaxPooling2D', 'BatchNormalization', 'Dropout'],
    ...['LayerNormalization', 'GroupNormalization', 'Add', 'Concatenate', 'MultiHeadAttention'],
    ...['frozen encoder', 'autoencoder', 'classifier', 'u-shaped', 'regression'],
  ];
  expect(expected.filter((kind) => !kinds.has(kind))).toEqual([]);
  expect([...kinds].filter((kind) => /GRU|LSTM|RNN/.test(kind)).length).toBeGreaterThan(0);
});

it('has examples and draws for all that a step reads', () => {
  const [network] = networksOf(1, COUNT, lagraph).sort((a, b) => a.cost.leastMs - b.cost.leastMs);
  const built = { compile, trainingStep, evaluationStep, inferenceWires, startingState };
  const { step, feeds } = prepareTask(network!, built, networkText(network!));
  const read = step.inputs.filter(({ kind }) => kind !== 'state');
  expect(read.some(({ kind }) => kind === 'field')).toBe(true);
  for (const feed of feeds) {
    for (const { name, value, kind } of read) {
      const given = feed[name];
      expect(kind === 'scalar' ? typeof given : (given as { length: number }).length, name).toBe(
        kind === 'scalar' ? 'number' : shapeSize(step.values[value]!.shape),
      );
    }
  }
});
