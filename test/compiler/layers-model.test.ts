import * as core from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  buildLayersModel,
  type Model,
  type Network,
  type Program,
  type Wire,
} from '../../src/compiler/index.js';
import { call, input, layer, network, value } from '../support/network-builder.js';

beforeAll(() => core.setBackend('cpu'));

const programOf = (networks: Network[], models: Model[] = []): Program => ({
  name: 'test',
  description: '',
  seed: 1,
  networks,
  models,
  datasets: [],
  phases: [],
  evaluations: [],
  reports: [],
  params: [],
});

/** Consecutive numbers as weights, so that each is different. */
const weightsOf = (program: Program) => {
  let next = 0;
  return new Map(
    program.networks
      .flatMap(({ weights }) => weights)
      .map(({ name, shape }) => {
        const size = shape.reduce((product, side) => product * side, 1);
        return [name, { shape, data: Float32Array.from({ length: size }, () => (next += 0.01)) }];
      }),
  );
};

const lowered = (program: Program, name: string) =>
  buildLayersModel({ core, layers: tfl }, program, name, weightsOf(program));

const dense = (name: string) =>
  network(name, [['input', value([3])]], (wires) => [
    ['out', layer(wires, name, 'Dense', 'dense', [0], { units: 3 })],
  ]);

/** A network of two inputs and one function of both. */
const joined = (
  name: string,
  options: Record<string, unknown>,
  shapes: [number[], number[]],
  out: number[],
  inputs = [0, 1],
) =>
  network(
    'joined',
    [
      ['a', value(shapes[0])],
      ['b', value(shapes[1])],
    ],
    (wires) => [['out', wires.push({ op: 'function', name, inputs, options, type: value(out) }) - 1]],
  );

async function outcome(one: Network, a: core.Tensor, b: core.Tensor) {
  const result = lowered(programOf([one]), one.name);
  if (!result.ok) throw new Error(result.reason);
  const output = result.model.predict([a, b]) as core.Tensor;
  return { shape: output.shape, numbers: [...(await output.data())] };
}

describe('lowering', () => {
  it('makes layers of the functions that tfjs has layers for', async () => {
    const a = core.tensor([[1, 2]]);
    const b = core.tensor([[5, -7]]);
    const with2 = (name: string) => outcome(joined(name, {}, [[2], [2]], [2]), a, b);
    expect((await with2('add')).numbers).toEqual([6, -5]);
    expect((await with2('multiply')).numbers).toEqual([5, -14]);
    expect((await with2('maximum')).numbers).toEqual([5, 2]);
    expect((await with2('minimum')).numbers).toEqual([1, -7]);
    for (const axis of [1, -1]) {
      const both = await outcome(joined('concat', { axis }, [[2], [2]], [4]), a, b);
      expect(both).toEqual({ shape: [1, 4], numbers: [1, 2, 5, -7] });
    }
    const bent = await outcome(joined('relu', {}, [[2], [2]], [2], [1]), a, b);
    expect(bent.numbers).toEqual([5, 0]);
    const kept = await outcome(joined('stop_gradient', {}, [[2], [2]], [2], [1]), a, b);
    expect(kept.numbers).toEqual([5, -7]);
    const folded = await outcome(joined('reshape', { target_shape: [2, 1] }, [[2], [2]], [2, 1], [0]), a, b);
    expect(folded).toEqual({ shape: [1, 2, 1], numbers: [1, 2] });
  });

  it.each([
    ['values of other shapes', joined('add', {}, [[2], [1]], [2]), 'add() of values with different shapes'],
    ['a concatenation of batches', joined('concat', { axis: 0 }, [[2], [2]], [2]), 'along the batch'],
    ['what has no layer', joined('exp', {}, [[2], [2]], [2], [0]), 'tfjs has no layer for exp()'],
  ])('refuses %s', (_what, one, reason) => {
    const result = lowered(programOf([one]), one.name);
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining(reason) });
  });

  it('says when there is no such network', () => {
    expect(lowered(programOf([]), 'nobody')).toMatchObject({ ok: false });
  });

  it('gives a network that is called twice one set of weights', () => {
    const one = dense('one');
    const wires: Wire[] = [input('x', value([3]))];
    const end = call(wires, one, [call(wires, one, [0])]);
    const model: Model = {
      name: 'twice',
      inputs: [{ name: 'x', type: value([3]) }],
      wires,
      outputs: [{ name: 'out', wire: end, type: value([3]) }],
    };
    const program = programOf([one], [model]);
    const result = lowered(program, 'twice');
    if (!result.ok) throw new Error(result.reason);
    expect(result.model.countParams()).toBe(12);
    const x = core.tensor([[1, -1, 0.5]]);
    const alone = lowered(program, 'one');
    if (!alone.ok) throw new Error(alone.reason);
    const by = (given: core.Tensor) => alone.model.predict(given) as core.Tensor;
    const wanted = [...by(by(x)).dataSync()];
    [...(result.model.predict(x) as core.Tensor).dataSync()].forEach((number, i) =>
      expect(number).toBeCloseTo(wanted[i]!, 6),
    );
  });

  it('takes networks inside of networks, and inputs named like layers', () => {
    const one = dense('one');
    const outer = network('outer', [['dense', value([3])]], (wires) => [
      ['out', layer(wires, 'outer', 'Dense', 'dense', [call(wires, one, [0])], { units: 2 })],
    ]);
    const result = lowered(programOf([one, outer]), 'outer');
    if (!result.ok) throw new Error(result.reason);
    expect(result.model.layers.map(({ name }) => name)).toEqual(['dense_1', 'one', 'dense']);
    expect(result.model.outputs.map(({ shape }) => shape)).toEqual([[null, 2]]);
  });

  it('leaves no tensor behind once the model is gone', () => {
    const program = programOf([dense('one')]);
    const before = core.memory().numTensors;
    const result = lowered(program, 'one');
    if (!result.ok) throw new Error(result.reason);
    expect(core.memory().numTensors).toBeGreaterThan(before);
    result.model.dispose();
    expect(core.memory().numTensors).toBe(before);
  });
});
