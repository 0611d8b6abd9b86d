/** Functions of a graph's own: what they stand for, and their errors. */
import { describe, expect, it } from 'vitest';
import { check, compile, type Program } from '../../src/index.js';

const graph = (loss: string, functions: string) => `lagraph: 1
data: {digits: {source: mnist}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 8}]}
  scale: {weights: [8]}
functions:
${functions}
plan:
  fit:
    train: encoder
    untrained: true
    on: digits
    optimizer: Adam
    loss: ${loss}
`;

const DISTANCE = '  distance(a, b): sum(square(a - b), axis=-1)';

const findings = (loss: string, functions: string) => {
  const text = graph(loss, functions);
  const all = check(text).diagnostics.filter(({ message }) => !message.startsWith('the network `scale`'));
  return all.map(({ code, message, range, notes }) => ({
    code,
    message,
    place: range && text.slice(range.start, range.end),
    notes: (notes ?? []).map((note) => note.message),
  }));
};

const meaning = ({ phases }: Program) => phases.map(({ fingerprint }) => fingerprint.weights);

describe('functions of a graph', () => {
  it.each([
    ['distance(encoder(image), scale)', DISTANCE, 'sum(square(encoder(image) - scale), axis=-1)'],
    ['distance(b=scale, a=encoder(image))', DISTANCE, 'sum(square(encoder(image) - scale), axis=-1)'],
    [
      'far(encoder(image))',
      `${DISTANCE}\n  far(z): bounded(distance(z, scale), 3) / 2\n  bounded(x, limit): clip(x, 0, limit)`,
      'clip(sum(square(encoder(image) - scale), axis=-1), 0, 3) / 2',
    ],
    ['encoder(image) -> length', '  length(x): norm(x)', 'norm(encoder(image))'],
    ['part(encoder(image), 3)', '  part(x, n): "mean(x[:, 0:n])"', '"mean(encoder(image)[:, 0:3])"'],
    ['half(encoder(image))', '  half(z): mean(z) / two()\n  two(): 2', 'mean(encoder(image)) / 2'],
    ['mean(noisy(encoder(image)))', '  noisy(z): z + normal(0, 1)', 'mean(encoder(image) + normal(0, 1))'],
    ['norm(encoder(image))', '  norm(x): mean(square(x))', 'mean(square(encoder(image)))'],
    ['own(image)', '  own(x): mean(encoder(x) * scale)', 'mean(encoder(image) * scale)'],
  ])('%s stands for what it is made of', (loss, functions, plain) => {
    expect(findings(loss, functions)).toEqual([]);
    expect(meaning(compile(graph(loss, functions)))).toEqual(meaning(compile(graph(plain, '  {}'))));
  });

  it('are computed once for the same values, with one draw', () => {
    const functions = '  noisy(z): z + normal(0, 1)';
    const { phases } = compile(graph('mean(noisy(encoder(image)) - noisy(encoder(image)))', functions));
    const draws = phases[0]!.wires.filter((wire) => wire.op === 'function' && wire.name === 'normal');
    expect(draws).toHaveLength(1);
  });

  it.each([
    ['distance(encoder(image))', DISTANCE, 'wrong-arguments', 'distance(encoder(image))', 'needs `b`'],
    ['distance(encoder(image), scale, 1)', DISTANCE, 'wrong-arguments', '1', 'takes 2 values'],
    ['distance(encoder(image), c=scale)', DISTANCE, 'wrong-arguments', 'c', 'no parameter `c`'],
    ['distance(encoder(image), "l1")', DISTANCE, 'wrong-arguments', '"l1"', 'no texts or lists'],
    ['distance(encoder(image), a=scale)', DISTANCE, 'wrong-arguments', 'a', 'given twice'],
    ['distance', DISTANCE, 'not-called', 'distance', 'without its arguments'],
    [
      'distnace(encoder(image), scale)',
      DISTANCE,
      'unknown-name',
      'distnace',
      'no network, model or function',
    ],
    ['f(encoder(image))', '  f(x): f(x) + 1', 'circular-reference', 'f', 'calls itself'],
    ['f(encoder(image))', '  f(x): g(x)\n  g(x): f(x)', 'circular-reference', 'f', 'call each other'],
    ['f(encoder(image))', '  f(x): mean(x + y)', 'unknown-name', 'y', 'no value `y` in `f`'],
    ['f(encoder(image))', '  f(x): meen(x)', 'unknown-name', 'meen', 'no network, model or function'],
    ['mean(encoder(image))', '  encoder(x): mean(x)', 'name-taken', 'encoder', 'there is a network'],
    ['f(encoder(image), 1)', '  f(x, x): mean(x)', 'duplicate-name', 'x', 'two parameters'],
    ['mean(encoder(image))', '  f(x): mean(x)', 'unused', 'f', 'used by nothing'],
    ['f(encoder(image), 1)', '  f(x, y): mean(x)', 'unused', 'y', 'does not use its parameter'],
    ['mean(encoder(image))', '  f: mean(x)', 'bad-name', 'f', 'can not be a name'],
  ])('%s with %s is told of', (loss, functions, code, place, message) => {
    const found = findings(loss, functions);
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(found[0]!.message).toContain(message);
    expect(found[0]!.place).toBe(place);
  });

  it('errors inside of them stand in their text, and name the call', () => {
    const [error, ...more] = findings('mean(distance(encoder(image), image))', DISTANCE);
    expect(more).toEqual([]);
    expect(error).toMatchObject({ code: 'wrong-shape', place: 'a - b' });
    expect(error!.notes).toContain('in this call of `distance`');
  });

  it('can be of a part', () => {
    const part = `lagraph: 1\nfunctions:\n  near(a, b): distance(a, b) / scaled(b)\n  distance(a, b): sum(square(a - b), axis=-1)\n  scaled(b): 2 + sum(square(b))\n`;
    const text = graph('parts.near(encoder(image), scale)', '  {}').replace(
      'data:',
      'imports: {parts: part.yaml}\ndata:',
    );
    const options = { readPart: () => ({ text: part }) };
    expect(check(text, options).diagnostics).toEqual([]);
    const plain = graph('sum(square(encoder(image) - scale), axis=-1) / (2 + sum(square(scale)))', '  {}');
    expect(meaning(check(text, options).program!)).toEqual(meaning(compile(plain)));
  });
});
