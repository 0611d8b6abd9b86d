/** What a graph declares comes before the functions of the language, of which there may be more one day. */
import { describe, expect, it } from 'vitest';
import { check, compile } from '../../src/index.js';
import { functions } from '../../src/vocabulary/index.js';

const graph = (name: string, more = '') => `lagraph: 1
data:
  digits: {source: mnist, add: {noisy: "clip(image + normal(0, 0.5), 0, 1)"}}
networks:
  ${name}: {was: first, input: [28, 28, 1], layers: [Flatten, {Dense: 10}]}
  tail: {input: ${name}, layers: [{Dense: 10}]}
${more}models:
  reader: ${name} -> tail
plan:
  fit:
    train: reader
    on: digits
    loss: categorical_crossentropy(label, reader(noisy), from_logits=true)
    optimizer: Adam
evaluate:
  value: {on: digits.test, measure: "square(${name}(image)[:, 0])"}
`;

const meaning = (text: string) => {
  const { phases, evaluations } = compile(text);
  return [phases.map(({ fingerprint }) => fingerprint.course), evaluations.map(({ wires }) => wires.length)];
};

describe('a network with the name of a function', () => {
  // What the graph itself calls is not theirs to take.
  const called = new Set(['categorical_crossentropy', 'square']);
  const names = [...functions.keys()].filter((name) => !called.has(name));

  it.each(names)('%s is called by its name', (name) => {
    const text = graph(`${name}`);
    expect(check(text).diagnostics).toEqual([]);
    expect(meaning(text)).toEqual(meaning(graph('head')));
  });

  it('may be declared where a part calls the function, but not both in one name', () => {
    const part = 'lagraph: 1\nfunctions: {far(x): "mean(square(x))"}\n';
    const text = graph('mean', '  take: {weights: [10]}\n')
      .replace('networks:', 'imports: {p: part.yaml}\nnetworks:')
      .replace('square(mean(image)[:, 0])', 'p.far(mean(image) * take)');
    const { diagnostics } = check(text, { readPart: () => ({ text: part }) });
    const [found] = diagnostics.filter(({ severity }) => severity === 'error');
    expect(found).toMatchObject({ code: 'name-taken', range: { file: 'part.yaml' } });
    expect(found!.notes.map(({ message }) => message)).toContain('it is declared here');
  });

  it('is called in the part that declares it', () => {
    const part = graph('mean').replace(/^plan:[^]*?^evaluate:\n[^]*$/m, '');
    const text = `lagraph: 1
imports: {p: part.yaml}
plan:
  fit:
    train: p.reader
    on: p.digits
    loss: categorical_crossentropy(label, p.reader(noisy), from_logits=true) + 0 * mean(image)
    optimizer: Adam
`;
    const { diagnostics, program } = check(text, { readPart: () => ({ text: part }) });
    expect(diagnostics).toEqual([]);
    expect(
      program!.models.map(({ wires }) => wires.map((wire) => wire.op === 'call' && wire.network)),
    ).toEqual([[false, 'p.mean', 'p.tail']]);
  });
});
