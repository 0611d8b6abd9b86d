/** Models that are applied several times, each time to their own outputs: what they stand for, and their errors. */
import { describe, expect, it } from 'vitest';
import { check, compile, type Program } from '../../src/index.js';

const graph = (models: string, measure = 'mean(model(image))') => `lagraph: 1
data: {digits: {source: mnist}}
networks:
  net: {input: [28, 28, 1], layers: [{Conv2D: {filters: 1, kernel_size: 3, padding: same}}]}
models:
${models}
evaluate:
  value: {on: digits.test, measure: "${measure}", untrained: true}
`;

const meaning = ({ evaluations }: Program) => evaluations[0]!.wires.map(({ range: _, ...wire }) => wire);
const findings = (models: string, measure?: string) => {
  const text = graph(models, measure);
  return check(text).diagnostics.flatMap(({ code, message, range, severity }) =>
    severity === 'warning' ? [] : [{ code, message, place: range && text.slice(range.start, range.end) }],
  );
};

describe('a model with times', () => {
  it.each([
    ['inputs: {x: [28, 28, 1]}, wires: {y: net(x)}, outputs: y, times: 3', 'mean(net(net(net(image))))'],
    ['inputs: {x: [28, 28, 1]}, wires: {y: net(x)}, outputs: y, times: 1', 'mean(net(image))'],
    // The number of the round, as a value and as a place.
    [
      'inputs: {x: [28, 28, 1]}, wires: {y: net(x) * (2 - iteration)}, outputs: y, times: 2',
      'mean(net(net(image) * (2 - 0)) * (2 - 1))',
    ],
    [
      'inputs: {x: [28, 28, 1]}, wires: {y: "x + x[:, iteration:iteration + 1]"}, outputs: y, times: 2',
      'mean((image + image[:, 0:1]) + (image + image[:, 0:1])[:, 1:2])',
    ],
    // Inputs behind those whose places are taken stay as they are.
    [
      'inputs: {x: [28, 28, 1], given: [28, 28, 1]}, wires: {z: net(x), y: z + given}, outputs: y, times: 2',
      'mean(net(net(image) + image) + image)',
      'mean(model(image, image))',
    ],
    // Two values that go on, both from the round before.
    [
      'inputs: {a: [28, 28, 1], b: [28, 28, 1]}, wires: {c: net(b), d: a}, outputs: [c, d], times: 2',
      'mean(net(image))',
      'mean(model(image, image))',
    ],
  ])('%s', (model, plain, measure?: string) => {
    expect(findings(`  model: {${model}}`, measure)).toEqual([]);
    expect(meaning(compile(graph(`  model: {${model}}`, measure)))).toEqual(
      meaning(compile(graph('  other: net', plain))),
    );
  });

  it('draws anew in each round', () => {
    const { evaluations } = compile(
      graph('  model: {inputs: {x: [28, 28, 1]}, wires: {y: x + normal_like(x)}, outputs: y, times: 4}'),
    );
    const streams = evaluations[0]!.wires.flatMap((wire) =>
      wire.op === 'function' && wire.stream ? [wire.stream] : [],
    );
    expect(new Set(streams).size).toBe(4);
  });

  it('has no number of the round where the graph has something of that name', () => {
    const own =
      'inputs: {x: [28, 28, 1], iteration: [28, 28, 1]}, wires: {y: x + iteration}, outputs: y, times: 2';
    expect(meaning(compile(graph(`  model: {${own}}`, 'mean(model(image, image))')))).toEqual(
      meaning(compile(graph('  other: net', 'mean((image + image) + image)'))),
    );
  });

  it.each([
    [
      'inputs: {x: [28, 28, 1]}, wires: {y: mean(net(x))}, outputs: y, times: 2',
      'wrong-shape',
      /takes the place of the input `x`, which is \[batch, 28, 28, 1\], but it is \[batch\]/,
      'y',
    ],
    [
      'inputs: {x: [28, 28, 1]}, wires: {y: net(x), z: net(y)}, outputs: [y, z], times: 2',
      'wrong-arguments',
      /no input whose place `z` takes: the model has one input and 2 outputs/,
      'z',
    ],
    [
      'inputs: {x: [28, 28, 1]}, wires: {y: x + iteration}, outputs: y',
      'unknown-name',
      /iteration/,
      'iteration',
    ],
    ['inputs: {x: [28, 28, 1]}, wires: {y: net(x)}, outputs: y, times: 0', 'out-of-range', /times/, '0'],
    // Reported once, not in every round.
    [
      'inputs: {x: [28, 28, 1]}, wires: {y: "net(x, x)"}, outputs: y, times: 5',
      'wrong-arguments',
      /one input/,
      'net(x, x)',
    ],
    // Only some rounds go beyond the side.
    [
      'inputs: {x: [28, 28, 1]}, wires: {y: "x + x[:, iteration:iteration + 1]"}, outputs: y, times: 40',
      'wrong-shape',
      /28/,
      /iteration/,
    ],
  ])('%s is refused', (model, code, message, place) => {
    const found = findings(`  model: {${model}}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code });
    expect(found[0]!.message).toMatch(message);
    expect(found[0]!.place).toMatch(place);
  });

  it('stays within what a graph may hold', () => {
    const models = `  a: {inputs: {x: [28, 28, 1]}, wires: {y: net(x)}, outputs: y, times: 1000}
  b: {inputs: {x: [28, 28, 1]}, wires: {y: a(x)}, outputs: y, times: 1000}`;
    expect(findings(models, 'mean(b(image))').map(({ code }) => code)).toEqual(['out-of-range']);
  });
});
