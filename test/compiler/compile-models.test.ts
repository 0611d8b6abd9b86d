/** Models are functions: their inputs and outputs, and how they are inlined where they are called. */
import { describe, expect, it } from 'vitest';
import type { Wire } from '../../src/compiler/index.js';
import { compile } from '../../src/index.js';

const graph = (model: string, loss = 'mean(encoder(image))') => `lagraph: 1
name: models
data: {digits: {source: mnist}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}]}
  sampler: {input: encoder, nodes: {mean: {Dense: 2}, z: mean + normal_like(mean)}, outputs: [z, mean]}
  decoder: {inputs: {z: sampler, class: [10]}, nodes: {both: "concat(z, class)", out: {Dense: 4, of: both}}, outputs: out}
  head: {input: encoder, layers: [{Dense: 3}]}
  scale: {weights: [3]}
models:
  read: encoder -> head
  code: encoder -> sampler
  model: ${model}
plan:
  fit:
    train: [encoder, sampler, decoder, head, scale]
    on: digits
    optimizer: Adam
    losses:
      all: mean(read(image) * scale) + mean(decoder(code(image), label))
      own: ${loss}
`;

const modelOf = (text: string) => {
  const { models, phases } = compile(graph(text));
  return { model: models.find(({ name }) => name === 'model')!, fit: phases[0]! };
};

const shapes = (list: readonly { name: string; type: { shape: readonly (number | null)[] } }[]) =>
  Object.fromEntries(list.map(({ name, type }) => [name, type.shape.slice(1)]));

/** The wires in short: `encoder(0)`, `add(1, 2)`. */
const short = (wires: readonly Wire[]) =>
  wires.map((wire) => {
    switch (wire.op) {
      case 'call':
        return `${wire.network}(${wire.inputs.join(', ')})`;
      case 'function':
        return `${wire.name}(${wire.inputs.join(', ')})`;
      case 'output':
        return `${wire.of}.${wire.index}`;
      case 'input':
      case 'field':
        return wire.name;
      case 'weight':
        return wire.weight;
      default:
        return wire.op;
    }
  });

describe('a model', () => {
  it.each<[string, Record<string, number[]>, Record<string, number[]>]>([
    ['encoder -> head', { input: [28, 28, 1] }, { output: [3] }],
    ['read', { input: [28, 28, 1] }, { output: [3] }],
    ['head(encoder(picture))', { picture: [28, 28, 1] }, { output: [3] }],
    ['head(encoder(a)) - head(encoder(b))', { a: [28, 28, 1], b: [28, 28, 1] }, { output: [3] }],
    ['code', { input: [28, 28, 1] }, { z: [2], mean: [2] }],
    ['encoder -> sampler', { input: [28, 28, 1] }, { z: [2], mean: [2] }],
    ['code(x).mean', { x: [28, 28, 1] }, { output: [2] }],
    ['decoder', { z: [2], class: [10] }, { out: [4] }],
    ['decoder -> head', { z: [2], class: [10] }, { output: [3] }],
    ['"decoder(code(x), which)"', { x: [28, 28, 1], which: [10] }, { out: [4] }],
    ['encoder -> head -> square', { input: [28, 28, 1] }, { output: [3] }],
    ['(encoder -> head) * scale', { input: [28, 28, 1] }, { output: [3] }],
    [
      '{inputs: {x: [28, 28, 1], c: [10]}, wires: {z: code(x), y: "decoder(z, c)"}, outputs: [y, z]}',
      { x: [28, 28, 1], c: [10] },
      { y: [4], z: [2] },
    ],
    ['{inputs: {x: encoder}, wires: {y: head(x)}, outputs: [y, x]}', { x: [4] }, { y: [3], x: [4] }],
  ])('%s', (text, inputs, outputs) => {
    const { model } = modelOf(text);
    expect(shapes(model.inputs)).toEqual(inputs);
    expect(Object.keys(shapes(model.inputs))).toEqual(Object.keys(inputs));
    expect(shapes(model.outputs)).toEqual(outputs);
    expect(Object.keys(shapes(model.outputs))).toEqual(Object.keys(outputs));
  });
});

describe('a call of a model', () => {
  it('is what the model is made of, and the same call is the same value', () => {
    const { phases } = compile(graph('encoder -> head', 'mean(model(image)) + mean(head(encoder(image)))'));
    const calls = short(phases[0]!.wires).filter((wire) => /^(encoder|head)\(/.test(wire));
    // The loss before it already calls both.
    expect(calls).toEqual(['encoder(0)', 'head(1)']);
  });

  it('on other values is another', () => {
    const { phases } = compile(graph('encoder -> head', 'mean(model(image)) - mean(model(image * 2))'));
    const calls = short(phases[0]!.wires).filter((wire) => wire.startsWith('encoder'));
    expect(calls.length).toBe(2);
    expect(phases[0]!.updates[0]!.weights.filter((weight) => weight.startsWith('encoder')).length).toBe(2);
  });

  it('draws for each of its calls from a stream of its own', () => {
    const { phases } = compile(
      graph(
        '{inputs: {x: encoder}, wires: {y: x + normal_like(x)}, outputs: y}',
        'mean(model(encoder(image))) - mean(model(encoder(image * 2)))',
      ),
    );
    const streams = phases[0]!.wires.flatMap((wire) =>
      wire.op === 'function' && wire.stream ? [wire.stream] : [],
    );
    expect(streams).toEqual(['own/normal_like', 'own/normal_like_1']);
  });

  it('has the outputs that the model names', () => {
    const named = '{inputs: {x: [28, 28, 1]}, wires: {c: encoder(x), y: head(c)}, outputs: [y, c]}';
    const by = (loss: string) => short(compile(graph(named, loss)).phases[0]!.wires);
    expect(by('mean(model(image).c)')).toEqual(by('mean(encoder(image))'));
    expect(by('mean(model(image))')).toEqual(by('mean(head(encoder(image)))'));
    expect(by('mean(model(image).y)')).toEqual(by('mean(model(image))'));
  });

  it('is written with arrows or with parentheses', () => {
    const by = (loss: string) => short(compile(graph('read', loss)).phases[0]!.wires);
    expect(by('mean(image -> encoder -> head)')).toEqual(by('mean(head(encoder(image)))'));
    expect(by('image -> read -> mean')).toEqual(by('mean(read(image))'));
    expect(by('"mean(decoder(image -> code, label))"')).toEqual(by('"mean(decoder(code(image), label))"'));
  });
});
