/**
 * What is hoisted out of a step and computed once must be what the step would have computed, in any epoch and any
 * batch. Wires are evaluated here with numbers in place of tensors: one for each example.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networksChangedBy, hoistFrozenCalls, type Wire, type WireId } from '../../../src/compiler/index.js';
import { compile } from '../../../src/index.js';
import type { TensorType } from '../../../src/vocabulary/index.js';

const each: TensorType = { shape: [null], dtype: 'float32' };
const one: TensorType = { shape: [], dtype: 'float32' };

const isStable = (field: string) => field === 'still';
const isMoved = (network: string) => network === 'moved';

/** A batch at one point of training; `epoch` and `step` stand for everything that changes with them. */
interface Moment {
  examples: readonly number[];
  epoch: number;
  step: number;
  /** Hoisted values by example, by field. */
  features: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

const hash = (...parts: (string | number)[]): number => {
  let sum = 7;
  for (const letter of parts.join('/')) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  return sum / 9973;
};

/** Values of all wires: a number, or one for each example. */
function compute(wires: readonly Wire[], now: Moment): number[][] {
  const values: number[][] = [];
  const perExample = (value: (example: number, at: number) => number) => now.examples.map(value);
  wires.forEach((wire) => {
    const inputs = 'inputs' in wire ? wire.inputs.map((id) => values[id]!) : [];
    const at = (input: number, example: number) => inputs[input]![inputs[input]!.length === 1 ? 0 : example]!;
    values.push(valueOf());

    function valueOf(): number[] {
      switch (wire.op) {
        case 'constant':
          return [wire.value];
        case 'weight':
          return [isMoved(wire.weight) ? hash(wire.weight, now.step) : hash(wire.weight)];
        case 'field': {
          const features = now.features.get(wire.name);
          if (features) return perExample((example) => features.get(example)!);
          return perExample((example) => hash(wire.name, example, isStable(wire.name) ? 0 : now.epoch));
        }
        case 'call': {
          const moves = isMoved(wire.network) || wire.mode !== 'inference';
          const weight = hash(wire.network, moves ? now.step : 0);
          return perExample((_, place) => at(0, place) * weight + 1);
        }
        case 'output':
          return values[wire.of]!.map((value) => value * 10 + wire.index);
        case 'function':
          return functionOf(wire);
        default:
          throw new Error(`no ${wire.op} here`);
      }
    }

    function functionOf({ name, stream, draw }: Extract<Wire, { op: 'function' }>): number[] {
      if (draw?.per === 'example') {
        return perExample((example) => hash(stream!, example, draw.every === 'once' ? 0 : now.epoch));
      }
      if (stream !== undefined) return perExample((_, place) => hash(stream, place, now.step));
      const sum = inputs[0]!.reduce((total, value) => total + value, 0);
      // Both depend on the whole batch: one returns a number, the other a number for each example.
      if (name === 'mean') return [sum / inputs[0]!.length];
      if (name === 'softmax') return inputs[0]!.map((value) => value / sum);
      const length = Math.max(...inputs.map((input) => input.length));
      return Array.from({ length }, (_, place) => at(0, place) + 2 * at(1, place));
    }
  });
  return values;
}

/** A random list of wires, each made of some before it. */
const wireLists = fc
  .array(fc.record({ kind: fc.nat(), a: fc.nat(), b: fc.nat() }), { minLength: 4, maxLength: 24 })
  .map((picks) => {
    const wires: Wire[] = [
      { op: 'field', name: 'still', type: each },
      { op: 'field', name: 'drawn', type: each },
    ];
    const calls: WireId[] = [];
    picks.forEach(({ kind, a, b }, at) => {
      const [left, right] = [a % wires.length, b % wires.length];
      const batched = wires[left]!.type.shape.length === 1;
      const both = batched || wires[right]!.type.shape.length === 1 ? each : one;
      const draw = {
        op: 'function' as const,
        name: 'normal',
        inputs: [] as WireId[],
        options: {},
        stream: `s${at}`,
        type: each,
      };
      const choices: (Wire | null)[] = [
        { op: 'constant', value: a % 7, type: one },
        { op: 'weight', weight: b % 2 ? 'kept' : 'moved', type: one },
        ...['kept', 'moved', 'kept', 'kept'].map((network, which): Wire | null =>
          batched
            ? {
                op: 'call',
                network,
                inputs: [left],
                mode: which === 2 ? 'frozen' : 'inference',
                outputs: [each, each],
                type: each,
              }
            : null,
        ),
        calls.length > 0 ? { op: 'output', of: calls[a % calls.length]!, index: 1, type: each } : null,
        ...['add', 'add', 'add', 'multiply'].map((name): Wire => ({
          op: 'function',
          name,
          inputs: [left, right],
          options: {},
          type: both,
        })),
        batched ? { op: 'function', name: 'mean', inputs: [left], options: { axis: 0 }, type: one } : null,
        batched
          ? { op: 'function', name: 'softmax', inputs: [left], options: { axis: 0 }, type: each }
          : null,
        { ...draw, draw: { per: 'step' } },
        { ...draw, draw: { per: 'example', every: 'once' } },
        { ...draw, draw: { per: 'example', every: 'epoch' } },
      ];
      const wire = choices[kind % choices.length];
      if (!wire) return;
      if (wire.op === 'call') calls.push(wires.length);
      wires.push(wire);
    });
    return wires;
  });

const examples = [0, 1, 2, 3, 4, 5];
const batches = [
  [0, 1],
  [5, 3, 1],
  [2, 4, 0],
];

describe('hoisting', () => {
  it('changes no value in any batch of any epoch', () => {
    fc.assert(
      fc.property(wireLists, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (wires, picks) => {
        const wanted = picks.map((pick) => wires.length - 1 - (pick % Math.min(4, wires.length)));
        const before = structuredClone(wires);
        const { precompute, wires: left } = hoistFrozenCalls(wires, wanted, isStable, isMoved);
        expect(wires).toEqual(before);
        const features = new Map<string, Map<number, number>>();
        if (precompute) {
          const all = compute(precompute.wires, { examples, epoch: 0, step: 0, features });
          for (const { name, wire } of precompute.outputs) {
            features.set(name, new Map(all[wire]!.map((value, example) => [example, value])));
          }
        }
        batches.forEach((batch, step) => {
          const now = { examples: batch, epoch: step + 1, step: 100 + step, features };
          const [whole, hoisted] = [compute(wires, now), compute(left, now)];
          for (const id of wanted) expect(hoisted[id]).toEqual(whole[id]);
        });
      }),
      { numRuns: 500 },
    );
  });

  const call = (network: string, input: WireId, mode: 'inference' | 'frozen' = 'inference'): Wire => ({
    op: 'call',
    network,
    inputs: [input],
    mode,
    outputs: [each],
    type: each,
  });
  const add = (a: WireId, b: WireId): Wire => ({
    op: 'function',
    name: 'add',
    inputs: [a, b],
    options: {},
    type: each,
  });
  const still: Wire = { op: 'field', name: 'still', type: each };

  it('takes out the largest parts that hold a call, and asks for nothing else any more', () => {
    const wires = [still, call('kept', 0), call('kept', 1), call('moved', 2), add(2, 3), add(0, 4)];
    const { precompute, wires: left } = hoistFrozenCalls(wires, [5], isStable, isMoved);
    expect(precompute!.outputs).toEqual([{ name: 'hoisted.0', wire: 2 }]);
    expect(precompute!.wires.map(({ op }) => op)).toEqual([
      'field',
      'call',
      'call',
      'constant',
      'constant',
      'constant',
    ]);
    expect(left.map(({ op }) => op)).toEqual(['field', 'constant', 'field', 'call', 'function', 'function']);
    expect(left[2]).toMatchObject({ name: 'hoisted.0', type: each });
  });

  it.each<[string, Wire[]]>([
    ['no network is called', [still, add(0, 0)]],
    ['the data changes', [{ op: 'field', name: 'drawn', type: each }, call('kept', 0)]],
    ['the network is trained', [still, call('moved', 0)]],
    ['dropout is on', [still, call('kept', 0, 'frozen')]],
  ])('does nothing where %s', (_why, wires) => {
    expect(hoistFrozenCalls(wires, [wires.length - 1], isStable, isMoved)).toEqual({
      precompute: null,
      wires,
    });
  });
});

it('what a network says changes while it is trained, and always if it draws', () => {
  const program = compile(`lagraph: 1
name: changes
data: {digits: {source: mnist}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
  sampler: {input: encoder, nodes: {mean: {Dense: 2}, z: mean + normal_like(mean)}, outputs: [z, mean]}
  codes: {weights: [2]}
  link: {input: sampler, layers: [{Dense: 2}]}
plan:
  learn:
    train: [encoder, sampler, codes]
    on: digits
    optimizer: Adam
    loss: mean(square(sampler(encoder(image)) - codes))
  link:
    train: link
    on: digits
    optimizer: Adam
    loss: mean_squared_error(codes * sampler(encoder(image)), link(sampler(encoder(image)).mean))
`);
  const [learn, link] = program.phases.map((phase) => networksChangedBy(program, phase));
  const names = program.networks.map(({ name }) => name);
  expect(names.filter((name) => learn!(name))).toEqual(['encoder', 'sampler', 'codes']);
  expect(names.filter((name) => link!(name))).toEqual(['sampler', 'link']);
  // The encoder's codes are computed once; what is drawn from them is drawn in each step.
  const { wires } = program.phases[1]!;
  const { precompute } = hoistFrozenCalls(wires, [wires.length - 1], () => true, link!);
  expect(precompute!.outputs.map(({ wire }) => wires[wire])).toMatchObject([{ network: 'encoder' }]);
});
