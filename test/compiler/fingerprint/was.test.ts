/** Renaming with `was` changes no draw: neither fingerprints nor bytes. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Program } from '../../../src/compiler/index.js';
import { check, compile } from '../../../src/index.js';
import { tfjsEngine } from '../../../src/runtime/engines/index.js';
import { trainInMemory, type TrainedPhase } from '../../support/train-in-memory.js';
import { temporary } from '../../vocabulary/sources/support.js';
import { graph, writeExamples } from './graph.js';

const folder = temporary();
const engine = tfjsEngine();
/** All but that whose pictures take long to draw. */
const train = (program: Program) =>
  trainInMemory(program, folder(), engine, ({ networks }) =>
    networks.every(({ name }) => name !== 'counter'),
  );

let original: TrainedPhase[];

beforeAll(async () => {
  await writeExamples(folder());
  original = await train(compile(graph));
});

/** A name, its declaration with `was`, and the phases that change without it. */
const renamings: [name: string, declaration: [from: string, to: string], changed: string[]][] = [
  ['linker', ['new_linker: {', 'new_linker: {was: linker, '], ['link']],
  ['encoder', ['new_encoder: {', 'new_encoder: {was: encoder, '], ['read']],
  ['twin', ['new_twin: {', 'new_twin: {was: twin, '], ['copy']],
  ['decoder', ['  new_decoder:\n', '  new_decoder:\n    was: decoder\n'], ['copy']],
  ['read', ['  new_read:\n', '  new_read:\n    was: read\n'], ['read']],
  ['link', ['  new_link:\n', '  new_link:\n    was: link\n'], ['link']],
  ['turned', ['new_turned: {', 'new_turned: {was: turned, '], ['link']],
  ['halves', ['new_halves: {', 'new_halves: {was: halves, '], ['read']],
  ['pairs', ['new_pairs: {', 'new_pairs: {was: pairs, '], ['link']],
  ['digits', ['new_digits: {', 'new_digits: {was: digits, '], []],
  [
    'spotted',
    [
      'new_spotted: {from: digits, add: {new_spotted: "image + normal(0, 0.1)"}}',
      'new_spotted: {was: spotted, from: digits, add: {new_spotted: {value: "image + normal(0, 0.1)", was: spotted}}}',
    ],
    ['copy'],
  ],
  [
    'wide',
    [
      'new_wide: {Dense: {units: 16, activation: tanh}, ',
      'new_wide: {Dense: {units: 16, activation: tanh}, was: wide, ',
    ],
    ['copy'],
  ],
  ['picture', ['new_picture: {', 'new_picture: {was: picture, '], []],
];

function renamed(name: string, [from, to]: [string, string]): { bare: string; withWas: string } {
  const bare = graph.replace(new RegExp(`\\b${name}\\b`, 'g'), `new_${name}`);
  const withWas = bare.replace(from, () => to);
  if (withWas === bare) throw new Error(`nothing is ${from}`);
  return { bare, withWas };
}

describe.each(renamings)('%s under another name', (name, declaration, changed) => {
  const { bare, withWas } = renamed(name, declaration);

  it('is what it was', async () => {
    const program = compile(withWas);
    const before = compile(graph);
    program.phases.forEach(({ fingerprint: { weights, course, figures } }, at) => {
      const old = before.phases[at]!.fingerprint;
      expect({ weights, course, figures }).toEqual({
        weights: old.weights,
        course: old.course,
        figures: old.figures,
      });
    });
    const trained = await train(program);
    expect(trained.map(({ key }) => key)).toEqual(original.map(({ key }) => key));
    expect(trained.map(({ bytes }) => bytes)).toEqual(original.map(({ bytes }) => bytes));
  });

  it('is something else without `was` if it draws', () => {
    const program = compile(bare);
    const before = compile(graph).phases;
    const different = before.flatMap(({ name: phase, fingerprint }, at) =>
      program.phases[at]!.fingerprint.weights === fingerprint.weights ? [] : [phase],
    );
    expect(different).toEqual(changed);
  });
});

describe('a layer with a name', () => {
  const changes: [name: string, from: string, to: string][] = [
    ['Dense', '[{Dense: 4}]', '[{Dense: 4, name: only, was: dense}]'],
    ['Dropout', '{Dropout: 0.25}]', '{Dropout: 0.25, name: rest, was: dropout}]'],
    [
      'the first of two of a kind, whose names do not shift',
      '{Dense: {units: 4, activation: relu}}',
      '{Dense: {units: 4, activation: relu}, name: first, was: dense}',
    ],
  ];
  it.each(changes)('%s', async (_, from, to) => {
    const text = graph.replace(from, to);
    expect(text).not.toBe(graph);
    const trained = await train(compile(text));
    expect(trained.map(({ key }) => key)).toEqual(original.map(({ key }) => key));
    expect(trained.map(({ bytes }) => bytes)).toEqual(original.map(({ bytes }) => bytes));
  });

  it('keeps the names of those after it', () => {
    const layers = (list: string) =>
      compile(`lagraph: 1\nnetworks: {n: {input: [3], layers: [${list}]}}\n`).networks[0]!.weights.map(
        ({ stream }) => stream,
      );
    const before = layers('{Dense: 2}, {Dense: 2}, {Dense: 2}');
    expect(layers('{Dense: 2, name: a, was: dense}, {Dense: 2}, {Dense: 2}')).toEqual(before);
    expect(layers('{Dense: 2}, {Dense: 2, name: a, was: dense_1}, {Dense: 2}')).toEqual(before);
    expect(layers('{Dense: 2, name: a, was: dense}, {Dense: 2, name: b, was: dense_1}, {Dense: 2}')).toEqual(
      before,
    );
  });
});

it('is not inherited by phases that extend another', () => {
  const phases = compile(
    graph.replace('  link:\n', '  again: {extends: link, after: [link]}\n  link:\n    was: join\n'),
  ).phases;
  const streamOf = (wanted: string) => phases.find(({ name }) => name === wanted)!.stream;
  expect([streamOf('link'), streamOf('again')]).toEqual(['join', 'again']);
});

it('is a name', () => {
  const { diagnostics } = check(graph.replace('linker: {', 'linker: {was: 3d, '));
  expect(diagnostics.map(({ code }) => code)).toContain('bad-name');
});
