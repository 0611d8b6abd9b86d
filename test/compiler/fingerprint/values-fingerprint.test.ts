/** What the key of an evaluation, or of a grid of translations, depends on: no name, and everything that moves a value. */
import { describe, expect, it } from 'vitest';
import { valuesFingerprint } from '../../../src/compiler/index.js';
import { compile } from '../../../src/index.js';

const GRAPH = `lagraph: 1
name: values
seed: 1
data:
  digits: {source: mnist}
  noisy: {from: digits, add: {spots: "image + normal(0, 0.1)"}}
networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: 8, activation: relu}}]}
  head: {input: encoder, layers: [{Dropout: 0.1}, {Dense: {units: 10, activation: softmax}}]}
models: {reader: encoder -> head}
plan:
  read:
    train: reader
    on: {data: digits, epochs: 1, batch_size: 32}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.01}
evaluate:
  right: {on: digits.test, measure: "accuracy(label, reader(image))"}
  right_noisy: {on: noisy.test, measure: "accuracy(label, reader(spots))"}
`;

/** Fingerprints of the two evaluations after an edit; parents by their networks. */
function fingerprints(...edits: [from: string | RegExp, to: string][]) {
  const text = edits.reduce((graph, [from, to]) => {
    const edited = graph.replace(from, to);
    expect(edited).not.toBe(graph);
    return edited;
  }, GRAPH);
  const program = compile(text);
  return program.evaluations.map(({ measure, ...request }) =>
    valuesFingerprint(program, { ...request, wanted: [measure] }),
  );
}

const hashes = (...edits: Parameters<typeof fingerprints>) =>
  fingerprints(...edits).map(({ values }) => values);
const before = hashes();

describe('values', () => {
  it('have sources and parents', () => {
    expect(fingerprints()[1]).toMatchObject({
      sources: ['digits'],
      parents: [
        { phase: 'read', network: 'encoder' },
        { phase: 'read', network: 'head' },
      ],
    });
  });

  it.each<[string, Parameters<typeof fingerprints>]>([
    ['an evaluation renamed', [['right:', '__proto__:']]],
    [
      'an evaluation that is new',
      [['evaluate:', 'evaluate:\n  constructor: {on: digits.test, measure: "mean(encoder(image))"}']],
    ],
    ['a data set renamed that draws nothing', [[/digits/g, 'range']]],
    [
      'a data set renamed that draws, with was',
      [
        [/noisy\b(?!:)/g, 'toString'],
        ['  noisy:', '  toString:'],
        ['{from: digits,', '{was: noisy, from: digits,'],
      ],
    ],
    [
      'networks renamed',
      [
        [/encoder/g, 'length'],
        [/head/g, 'valueOf'],
      ],
    ],
    ['a phase renamed', [['  read:', '  __proto__:']]],
    [
      'networks in another order',
      [
        [/ {2}head: .*\n/, ''],
        [
          'networks:\n',
          'networks:\n  head: {input: encoder, layers: [{Dropout: 0.1}, {Dense: {units: 10, activation: softmax}}]}\n',
        ],
      ],
    ],
    [
      'a model written out',
      [[/accuracy\(label, reader\(image\)\)"/, 'accuracy(label, head(encoder(image)))"']],
    ],
    ['other training', [['Adam: 0.01', 'SGD: 0.1']]],
    ['an expectation', [['reader(image))"}', 'reader(image))", expect: ">= 0.5"}']]],
  ])('are the same after: %s', (name, edits) => {
    const now = hashes(...edits);
    expect(name.endsWith('new') ? now.slice(1) : now).toEqual(before);
  });

  it.each<[string, Parameters<typeof fingerprints>, changed: boolean[]]>([
    ['other data', [['on: digits.test', 'on: digits']], [true, false]],
    ['another measure', [['accuracy(label, reader(spots))', 'mean(reader(spots))']], [false, true]],
    ['other draws', [['normal(0, 0.1)', 'normal(0, 0.2)']], [false, true]],
    ['draws of another name', [[/noisy/g, 'dirty']], [false, true]],
    ['another layer', [['activation: relu', 'activation: tanh']], [true, true]],
    ['another seed', [['seed: 1', 'seed: 2']], [true, true]],
  ])('are others after: %s', (_, edits, changed) => {
    expect(hashes(...edits).map((one, at) => one !== before[at])).toEqual(changed);
  });
});
