import { describe, expect, it } from 'vitest';
import { definitionAt, highlightsAt, referencesAt } from '../../src/language-server/index.js';
import type { Analysis } from '../../src/language-server/index.js';
import type { Range } from 'vscode-languageserver';
import { atCursor, seedGraph, seedWith } from './graph-editing.js';

const lineOf = (analysis: Analysis, { start }: Range): string =>
  analysis.text.split('\n')[start.line]!.trim();

function definition(marked: string): string[] {
  const { analysis, position } = atCursor(marked);
  return definitionAt(analysis, position).map(({ range }) => lineOf(analysis, range));
}

describe('definition', () => {
  it.each([
    ['-> linker ->', '-> ¦linker ->', 'linker:'],
    ['{like: mnist_encoder}', '{like: mnist_¦encoder}', 'mnist_encoder:'],
    [
      '    train: mnist_classifier',
      '    train: mnist_classifier¦',
      'mnist_classifier: mnist_encoder -> mnist_head',
    ],
    [
      '"${link_epochs}"',
      '"${li¦nk_epochs}"',
      'link_epochs: {default: 15, min: 1, help: passes over the pairs for the linker}',
    ],
    [
      '    link_epochs: 8',
      '    ¦link_epochs: 8',
      'link_epochs: {default: 15, min: 1, help: passes over the pairs for the linker}',
    ],
    ['"${rate}"', '"${¦rate}"', '- for: {filters: [32, 64, 64], rate: [0.4, 0.4, 0.2]}'],
    ['plan.denoise_mnist.optimizer', 'plan.denoise_¦mnist.optimizer', 'denoise_mnist:'],
    ['on: {data: pairs,', 'on: {data: ¦pairs,', 'pairs:'],
    ['validate: {data: pairs.test}', 'validate: {data: pairs.te¦st}', 'split: {train: 0.8, test: 0.2}'],
    [
      'linker(signs_encoder(sign.image))',
      'linker(signs_encoder(si¦gn.image))',
      'pair: {sign: signs_moving, digit: mnist}',
    ],
    [
      'mnist_classifier(noisy)',
      'mnist_classifier(no¦isy)',
      'add: {noisy: "clip(image + normal(0.5, 0.5), 0, 1)"}',
    ],
    ['[classify_mnist, classify_signs', '[classify_mnist, class¦ify_signs', 'classify_signs:'],
    ['    repeat: sign', '    repeat: ¦sign', 'pair: {sign: signs_moving, digit: mnist}'],
    ['    train: linker\n', '    train: [linker/¦dense_1]\n', '- Dense: {units: 128, activation: relu}'],
    [
      '    train: linker\n',
      '    train: linker\n    freeze: mnist_encoder/la¦tent\n',
      '- {Dense: {units: 32, activation: relu}, name: latent}',
    ],
    [
      '    train: linker\n',
      '    train: linker\n    freeze: denoising_encoder/la¦tent\n',
      '- {Dense: {units: 32, activation: relu}, name: latent}',
    ],
  ])('%s', (part, marked, expected) => {
    expect(definition(seedWith(part, marked))).toEqual([expected]);
  });

  it('is found in a text with an error elsewhere', () => {
    expect(
      definition(seedWith('    by: label\n', '    by: [label\n').replace('-> linker', '-> ¦linker')),
    ).toEqual(['linker:']);
  });

  it('is nothing for words of the language and for fields of sources', () => {
    expect(definition(seedWith('loss: mean_sq', 'loss: mean_¦sq'))).toEqual([]);
    expect(definition(seedWith('digit.image', 'digit.ima¦ge'))).toEqual([]);
  });
});

const NODES = `lagraph: 1
data:
  m: {source: mnist}
networks:
  encoder:
    input: [28, 28, 1]
    nodes:
      flat: Flatten
      mean: {Dense: 2, of: flat}
      spread: {Dense: 2, of: flat}
      z: mean + spread * normal_like(mean)
    outputs: [z, mean]
models:
  means: encoder -> flip(x=1)
plan:
  base:
    train: encoder
    on: m
    wires: {code: encoder(image), other: code.mean}
    losses: {near: mse(code.mean, 0), far: {value: encoder(image).mean * 1, weight: 2}}
    metrics: {size: abs(code)}
    keep: {best: size}
    stop_early: {monitor: loss/far}
    optimizer: Adam
  more:
    extends: base
    metrics: {size: abs(other)}
`;

function references(marked: string): number {
  const { analysis, position } = atCursor(marked);
  expect(highlightsAt(analysis, position)).toHaveLength(referencesAt(analysis, position, true).length);
  return referencesAt(analysis, position, true).length;
}

describe('references', () => {
  it.each([
    ['network', '  encoder:', '  enc¦oder:', 5],
    ['node', '      mean: {Dense', '      me¦an: {Dense', 7],
    ['node that is used in another', 'of: flat}\n      spread', 'of: fl¦at}\n      spread', 3],
    ['wire', 'abs(code)', 'abs(co¦de)', 4],
    ['wire of a phase that is extended', 'abs(other)', 'abs(ot¦her)', 2],
    ['loss', 'far: {value', 'fa¦r: {value', 2],
    ['metric of both phases', 'keep: {best: size}', 'keep: {best: si¦ze}', 3],
    ['phase', 'extends: base', 'extends: ba¦se', 2],
  ])('%s', (_kind, part, marked, count) => {
    expect(NODES).toContain(part);
    expect(references(NODES.replace(part, marked))).toBe(count);
  });

  it('are of what the phase itself makes of a wire that it extends', () => {
    const graph = NODES.replace(
      'models:\n',
      `  other:
    input: [28, 28, 1]
    nodes: {flat: Flatten, centre: {Dense: 2, of: flat}}
    outputs: [centre]
models:
`,
    ).replace(
      'metrics: {size: abs(other)}',
      'wires: {code: other(image)}\n    metrics: {size: abs(code.cen¦tre)}',
    );
    expect(definition(graph)).toEqual(['nodes: {flat: Flatten, centre: {Dense: 2, of: flat}}']);
    expect(references(graph)).toBe(3);
  });

  it('leave the declaration out where that is asked for', () => {
    const { analysis, position } = atCursor(seedGraph.replace('  linker:\n', '  ¦linker:\n'));
    expect(referencesAt(analysis, position, true)).toHaveLength(4);
    expect(referencesAt(analysis, position, false)).toHaveLength(3);
  });
});
